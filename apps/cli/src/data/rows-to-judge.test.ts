import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeNpz } from '@puregrad/data';
import { tensor } from '@puregrad/tensors';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../testing/recorder.ts';
import { decodeDivision } from './division.ts';

let folder: string;
const start = process.cwd();
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-judged-'));
  mkdirSync(at('elsewhere'));
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
});
beforeEach(() => process.chdir(folder));
afterEach(() => process.chdir(start));
afterAll(() => rmSync(folder, { recursive: true }));

const rowsFrom = (first: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => {
    const k = first + i;
    return `${k % 13},${(7 * k) % 5},${k % 13 > 6 ? 'yes' : 'no'}`;
  });
const table = (rows: readonly string[], head = 'a,b,y'): string =>
  `${[head, ...rows].join('\n')}\n`;
const files = {
  'good.csv': table(rowsFrom(0, 60)),
  'test.csv': table(rowsFrom(100, 30)),
  'gap.csv': 'a,b,y\n1,2,yes\n3,4,\n5,6,no\n',
  'gaps.csv': 'a,b,y\n1,2,\n3,4,\n5,6,no\n',
  'strange.csv': 'a,b,y\n1,2,yes\n3,4,maybe\n5,6,no\n2,2,maybe\n2,3,never\n',
  'all-strange.csv': 'a,b,y\n1,2,maybe\n',
  'no-label.csv': 'a,b,y\n1,2,\n',
};

const succeed = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { code, out, err } = await record(args);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  return out;
};
const train = (data: string, ...args: readonly string[]) =>
  succeed(
    'train',
    data,
    '--target',
    'y',
    '--epochs',
    '2',
    '--hidden',
    '4',
    '--out',
    'm.st',
    ...args,
  );
const evaluate = async (...args: readonly string[]) => {
  const out = await succeed('evaluate', 'm.st', ...args);
  const [json] = await succeed('evaluate', 'm.st', ...args, '--json');
  return { out, json: JSON.parse(json!) };
};

describe('evaluate without data', () => {
  it('judges the test rows that were set aside, and finds what train found', async () => {
    const trained = await train('good.csv', '--test', '0.2');
    const { out, json } = await evaluate();
    expect(out[0]).toBe('m.st on the 12 test rows of good.csv, which were set aside');
    expect(json).toMatchObject({ examples: 12, rows: 'test' });
    expect(out.slice(-2)).toEqual(trained.slice(-2));
  });

  it.each([
    ['--limit', '40'],
    ['--seed', '7'],
    ['--validation', '0.3'],
    ['--task', 'classification'],
    ['--task', 'binary', '--no-refit'],
  ])('finds the same test rows after a training with %s %s', async (...options) => {
    const trained = await train('good.csv', '--test', '0.25', ...options);
    const { out } = await evaluate();
    expect(out[0]).toBe('m.st on the 15 test rows of good.csv, which were set aside');
    expect(out.slice(-2)).toEqual(trained.slice(-2));
  });

  it('judges the validation rows if there are no test rows, and says that they chose the epoch', async () => {
    const trained = await train('good.csv', '--no-refit');
    const { out, json } = await evaluate();
    expect(out[0]).toBe('m.st on the 9 validation rows of good.csv, which chose the epoch');
    expect(json).toMatchObject({ examples: 9, rows: 'validation' });
    expect(out.slice(-2)).toEqual(trained.slice(-2));
  });

  it('does not call rows a test if the model was trained on them', async () => {
    await train('good.csv', '--refit');
    const { out, json } = await evaluate();
    expect(out[0]).toBe(
      'm.st on rows it was trained on: the 9 validation rows of good.csv, which chose the epoch before the training on all rows',
    );
    expect(json).toMatchObject({ examples: 9, rows: 'training' });
    expect(out.at(-1)).toMatch(/^training accuracy /);
    expect(out.join('\n')).not.toContain('test');
  });

  it('judges the test file of the training', async () => {
    const trained = await train('good.csv', '--test', 'test.csv');
    const { out } = await evaluate();
    expect(out[0]).toBe('m.st on the 30 test rows of test.csv');
    expect(out.slice(-2)).toEqual(trained.slice(-2));
  });

  it('finds the data from another folder, by the place of the model', async () => {
    await train('good.csv', '--test', '0.2');
    const here = await succeed('evaluate', 'm.st');
    process.chdir('elsewhere');
    const there = await succeed('evaluate', join('..', 'm.st'));
    expect(there).toEqual([here[0]!.replace('m.st', join('..', 'm.st')), ...here.slice(1)]);
  });

  it('says where it looked if the data are gone', async () => {
    writeFileSync('gone.csv', files['good.csv']);
    await train('gone.csv', '--test', '0.2');
    renameSync('gone.csv', 'kept.csv');
    const { code, err } = await record(['evaluate', 'm.st']);
    expect(code).toBe(2);
    expect(err.join()).toContain("'gone.csv', which 'm.st' was trained with, is neither '");
    expect(err.join()).toContain('name the data: puregrad evaluate m.st DATA');
  });

  it.each([
    ['a value is another', (text: string) => text.replace('\n1,2,', '\n1,3,')],
    ['a row is gone', (text: string) => text.replace(/\n[^\n]+\n$/, '\n')],
    ['a row has come', (text: string) => `${text}1,1,no\n`],
    ['a class has come', (text: string) => text.replace('no\n', 'perhaps\n')],
  ])('says that the data changed since: %s', async (_, change) => {
    writeFileSync('changing.csv', files['good.csv']);
    await train('changing.csv', '--test', '0.9');
    writeFileSync('changing.csv', change(files['good.csv']));
    const { out, json } = await evaluate();
    expect(out[0]).toContain('changing.csv, which has changed since the training');
    expect(json.rows).toBe('all');
  });

  it('names the rows of the training file as such if the user names it', async () => {
    await train('good.csv', '--test', '0.2');
    expect((await evaluate('good.csv')).out[0]).toBe(
      'm.st on all 60 rows of good.csv, 48 of which it was trained on',
    );
    await train('good.csv', '--refit');
    const { out } = await evaluate('./good.csv');
    expect(out[0]).toBe('m.st on all 60 rows of ./good.csv, which it was trained on');
    expect(out.at(-1)).toMatch(/^training accuracy /);
  });

  it('judges the rows of arrays and of the built-in table that were set aside', async () => {
    const x = tensor(Array.from({ length: 40 }, (_, i) => [i % 7, i % 3]));
    const y = tensor(Array.from({ length: 40 }, (_, i) => 1.5 * (i % 7)));
    writeFileSync('r.npz', encodeNpz({ x, y }));
    for (const [data, target, rows] of [
      ['r.npz', 'y', 8],
      ['penguins', 'species', 69],
    ] as const) {
      const trained = await train(data, '--target', target, '--test', '0.2');
      const { out } = await evaluate();
      expect(out[0]).toBe(`m.st on the ${rows} test rows of ${data}, which were set aside`);
      expect(out.slice(-2)).toEqual(trained.slice(-2));
    }
  });
});

describe('rows without a label', () => {
  it.each([
    ['gap.csv', '1 row without y is left out', 2],
    ['gaps.csv', '2 rows without y are left out', 1],
  ])('are left out of %s in every command, with the same remark', async (file, remark, rows) => {
    await train('good.csv');
    const { out, json } = await evaluate(file);
    expect(out.slice(0, 2)).toEqual([
      `m.st on the ${rows} test ${rows === 1 ? 'row' : 'rows'} of ${file}`,
      remark,
    ]);
    expect(json).toMatchObject({ examples: rows, remarks: [remark] });
    expect(await train('good.csv', '--test', file)).toContain(`${file}: ${remark}`);
    const more = table([...rowsFrom(0, 20), ...files[file as 'gap.csv'].split('\n').slice(1, 4)]);
    writeFileSync('more.csv', more);
    expect(await train('more.csv')).toContain(remark);
  });

  it('alone are an error', async () => {
    await train('good.csv');
    const { code, err } = await record(['evaluate', 'm.st', 'no-label.csv']);
    expect({ code, err: err.join() }).toEqual({
      code: 2,
      err: expect.stringContaining("'no-label.csv' has no row with a y"),
    });
  });
});

describe('labels that the training never saw', () => {
  const remark =
    "3 rows have y that the training never saw, 'maybe' (2), 'never': they count as wrong";

  it('count as wrong, and are said, by evaluate', async () => {
    await train('good.csv');
    const { out, json } = await evaluate('strange.csv');
    expect(out[1]).toBe(remark);
    expect(json).toMatchObject({ examples: 5, classes: ['no', 'yes', 'maybe', 'never'] });
    expect(json.confusion.flat().reduce((a: number, b: number) => a + b)).toBe(5);
    const right = json.confusion[0][0] + json.confusion[1][1];
    expect(json.metrics.accuracy).toBeCloseTo(right / 5, 6);
    const [no, yes] = json.confusion as readonly (readonly number[])[];
    // The mean recall of the four labels, two of which are never found.
    expect(json.metrics.balancedAccuracy).toBeCloseTo((no![0]! + yes![1]!) / 4, 6);
    // A constant is right in one row of five.
    expect(json.baselines[0].metrics.accuracy).toBeCloseTo(1 / 5, 6);
  });

  it('count as wrong, and are said, by train', async () => {
    const out = await train('good.csv', '--test', 'strange.csv');
    expect(out).toContain(`strange.csv: ${remark}`);
    const { out: again } = await evaluate();
    expect(again.slice(-2)).toEqual(out.slice(-2));
  });

  it('alone are an error that names them', async () => {
    await train('good.csv');
    const { code, err } = await record(['evaluate', 'm.st', 'all-strange.csv']);
    expect(code).toBe(2);
    expect(err.join()).toContain(
      "'all-strange.csv' has no row with a y that the training knew: it has 'maybe', and the model knows no, yes",
    );
  });

  it('count as wrong in arrays', async () => {
    const x = tensor(Array.from({ length: 40 }, (_, i) => [i % 3, i % 5]));
    const y = (most: number) =>
      tensor(
        Array.from({ length: 40 }, (_, i) => i % most),
        { dtype: 'int32' },
      );
    writeFileSync('three.npz', encodeNpz({ x, y: y(3) }));
    writeFileSync('five.npz', encodeNpz({ x, y: y(5) }));
    await train('three.npz');
    const { json } = await evaluate('five.npz');
    expect(json.remarks).toEqual([
      "16 rows have y that the training never saw, '3' (8), '4' (8): they count as wrong",
    ]);
    expect(json.examples).toBe(40);
  });
});

it.each<[string, object]>([
  ['an option of another kind', { limit: 'many' }],
  ['a share that is none', { test: 1.5 }],
  ['an option that does not exist', { shape: 3 }],
  ['a whole number that is none', { seed: -1 }],
])('a note on the rows of the training is damaged for %s', (_, changed) => {
  const options = { data: 'a.csv', validation: 0.2, seed: 1, ...changed };
  const text = JSON.stringify({ options, isRefitted: true, trained: 5, digest: 'd' });
  expect(decodeDivision('m.st', text)).toMatchObject({
    left: { message: "'m.st': its note on the rows it was trained on is damaged; train it again" },
  });
});
