import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeNpz } from '@puregrad/data';
import { tensor } from '@puregrad/tensors';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { loadTrained } from './data/trained.ts';
import { orThrow } from './errors.ts';
import { record } from './testing/recorder.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
/** Numbers in [0, 1) that are the same everywhere. */
const drawer = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};
const write = (name: string, lines: readonly string[]) =>
  writeFileSync(at(name), `${lines.join('\n')}\n`);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-weights-'));
  const draw = drawer(11);
  const bell = () => Array.from({ length: 12 }, draw).reduce((a, b) => a + b) - 6;
  write('imb.csv', [
    'a,b,y',
    ...Array.from({ length: 1000 }, (_, i) => {
      const isFraud = i % 100 === 0;
      return `${bell().toFixed(4)},${(bell() + (isFraud ? 2 : 0)).toFixed(4)},${isFraud ? 'fraud' : 'ok'}`;
    }),
  ]);
  let level = 0;
  write('walk.csv', [
    'day,y',
    ...Array.from({ length: 500 }, (_, day) => {
      level += bell();
      return `${day},${level.toFixed(4)}`;
    }),
  ]);
  // Every third row is wrong, and weighs nothing.
  write('wrong.csv', [
    'a,w,g,y',
    ...Array.from({ length: 240 }, (_, i) => {
      const a = draw();
      return `${a.toFixed(4)},${i % 3 === 0 ? 0 : 2},${String.fromCharCode(97 + (i % 8))},${i % 3 === 0 ? 40 : (3 * a).toFixed(4)}`;
    }),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  readonly kind: string;
  readonly test: { readonly loss: number; readonly metrics: Readonly<Record<string, number>> };
  readonly validation: { readonly loss: number };
}
const resultOf = async (...args: readonly string[]): Promise<Result> => {
  const { code, out, err } = await record(['train', ...args, '--json']);
  expect(err).toEqual([]);
  expect(code).toBe(0);
  return JSON.parse(out.at(-1)!) as Result;
};

test('B36: with --class-weights, frauds of 1 % are found', async () => {
  const args = [at('imb.csv'), '--target', 'y', '--test', '0.2', '--epochs', '12', '--no-refit'];
  const recallOf = async (name: string, ...more: readonly string[]) => {
    await resultOf(...args, '--out', at(name), ...more);
    const { out } = await record(['evaluate', at(name), at('imb.csv'), '--json']);
    const { confusion, classes } = JSON.parse(out[0]!) as {
      readonly confusion: readonly (readonly number[])[];
      readonly classes: readonly string[];
    };
    const fraud = classes.indexOf('fraud');
    return confusion[fraud]![fraud]! / 10;
  };
  expect(await recallOf('plain.st')).toBeLessThan(0.4);
  expect(await recallOf('balanced.st', '--class-weights', 'balanced')).toBeGreaterThan(0.6);
  expect(await recallOf('named.st', '--class-weights', 'fraud=99')).toBeGreaterThan(0.6);
});

test('B40: a random walk is foretold well between the days it was learnt from, and badly beyond them', async () => {
  const args = [at('walk.csv'), '--target', 'y', '--test', '0.2', '--epochs', '40', '--no-refit'];
  const random = await resultOf(...args);
  const last = await resultOf(...args, '--split', 'last');
  expect(random.test.metrics.r2).toBeGreaterThan(0.8);
  expect(last.test.metrics.r2).toBeLessThan(0);
});

describe('--weights and --group', () => {
  const args = () => [at('wrong.csv'), '--target', 'y', '--epochs', '30'];

  it('rows of weight 0 teach nothing, and do not choose the epoch', async () => {
    const weighed = await resultOf(...args(), '--weights', 'w');
    expect(weighed.validation.loss).toBeLessThan(0.1);
    const text = readFileSync(at('wrong.csv'), 'utf8');
    writeFileSync(at('equal.csv'), text.replaceAll(/,[02],/g, ',1,'));
    const equal = await resultOf(at('equal.csv'), ...args().slice(1), '--weights', 'w');
    expect(equal.validation.loss).toBeGreaterThan(10);
  });

  it('neither column is a feature, so that predictions do not need them', async () => {
    await resultOf(...args(), '--weights', 'w', '--group', 'g', '--out', at('w.st'));
    const { recipe } = orThrow(await loadTrained(at('w.st')));
    expect(recipe.inputs).toMatchObject({ encoding: { features: [{ name: 'a' }] } });
    write('only.csv', ['a', '0.5']);
    const { code } = await record(['predict', at('w.st'), at('only.csv')]);
    expect(code).toBe(0);
  });

  it('a common factor of all weights changes nothing', async () => {
    const lines = (factor: number) => [
      'a,w,y',
      ...Array.from({ length: 60 }, (_, i) => `${i / 60},${factor * (1 + (i % 4))},${(i % 7) / 2}`),
    ];
    write('once.csv', lines(1));
    write('eight.csv', lines(8));
    const [once, eight] = await Promise.all(
      ['once.csv', 'eight.csv'].map((name) =>
        resultOf(
          at(name),
          '--target',
          'y',
          '--weights',
          'w',
          '--epochs',
          '3',
          '--task',
          'regression',
        ),
      ),
    );
    expect(once!.validation).toEqual(eight!.validation);
  });

  it('arrays have weights and groups of their own', async () => {
    const draw = drawer(5);
    const x = Array.from({ length: 80 }, draw);
    const w = x.map((_, i) => (i % 4 === 0 ? 0 : 1));
    const arrays = {
      x: tensor(x.map((value) => [value])),
      y: tensor(x.map((value, i) => (w[i] === 0 ? 50 : value))),
      w: tensor(w),
      g: tensor(Int32Array.from(x, (_, i) => i % 5)),
    };
    writeFileSync(at('a.npz'), encodeNpz(arrays));
    const { validation } = await resultOf(
      ...[at('a.npz'), '--weights', 'w', '--group', 'g', '--epochs', '60'],
    );
    expect(validation.loss).toBeLessThan(0.2);
  });

  test.each<[string, readonly string[], string]>([
    ['no such column', ['--weights', 'v'], "--weights: '"],
    ['no such group', ['--group', 'v'], "has no column or array 'v'"],
    [
      'class weights of numbers',
      ['--class-weights', 'balanced'],
      '--class-weights needs the classes',
    ],
    ['a stratified regression', ['--split', 'stratified'], '--split stratified needs classes'],
    [
      'stratified groups',
      ['--split', 'stratified', '--group', 'g'],
      '--split must be random or last with --group',
    ],
    [
      'class weights that are all 0',
      ['--class-weights', 'a=0,b=0'],
      '--class-weights must be balanced, or',
    ],
    ['a class twice', ['--class-weights', 'a=1,a=2'], '--class-weights must be'],
    ['a weight without a number', ['--class-weights', 'a='], '--class-weights must be'],
    ['words as weights', ['--weights', 'g'], "--weights: 'g' is a in line 2"],
  ])('refuses %s', async (_, more, message) => {
    const { code, err } = await record(['train', ...args(), ...more]);
    expect(code).toBe(2);
    expect(err.join('\n')).toContain(message);
  });

  test.each([
    ['', "'w' has no value in line 4"],
    ['-1', "'w' is -1 in line 4"],
  ])('names the line of the weight %j', async (weight, message) => {
    write('bad.csv', ['a,w,y', '1,1,2', '2,1,3.5', `3,${weight},4`, '4,1,5', '5,1,6', '6,1,7']);
    const { code, err } = await record(['train', at('bad.csv'), '--target', 'y', '--weights', 'w']);
    expect(code).toBe(2);
    expect(err.join('\n')).toContain(message);
  });
});
