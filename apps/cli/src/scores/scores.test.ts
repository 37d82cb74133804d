import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor } from '@puregrad/tensors';
import { isLeft } from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../testing/recorder.ts';
import { decodeBaseline, encodeBaseline, fitBaseline } from './baseline.ts';
import { imbalanceRemarks, rareClass } from './imbalance.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-scores-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const succeed = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { code, out, err } = await record(args);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  return out;
};

/** Every hundredth row is a fraud. Column a tells nothing, and b a little. */
const fraud = (): string => {
  const rows = Array.from({ length: 1000 }, (_, i) => {
    const isFraud = i % 100 === 0;
    const b = Math.sin(i * 78.233) + (isFraud ? 0.5 : 0);
    return `${Math.sin(i * 12.9898).toFixed(4)},${b.toFixed(4)},${isFraud ? 'fraud' : 'ok'}`;
  });
  writeFileSync(at('imb.csv'), `a,b,y\n${rows.join('\n')}\n`);
  return at('imb.csv');
};

describe('ninety-nine to one', () => {
  const trained = (...args: readonly string[]) =>
    succeed(
      ...['train', fraud(), '--target', 'y', '--test', '0.2', '--epochs', '3'],
      ...['--out', at('imb.safetensors'), ...args],
    );

  it('is remarked, with the remedy, and the score stands beside that of a constant', async () => {
    const out = await trained('--report', at('imb.html'));
    expect(out).toContain(
      "1 % of the rows are 'fraud'; always saying 'ok' has accuracy 0.9900: --class-weights balanced gives each class the same weight",
    );
    expect(out.at(-1)).toMatch(
      /^test accuracy 0\.99\d\d; always saying 'ok' has 0\.9900; a linear model has 0\.9[89]\d\d$/,
    );
    const text = out.join('\n');
    // The confusion matrix, and the recall of each class.
    expect(text).toMatch(/│ fraud +│ +· │ +2 │/);
    expect(text).toMatch(/\n +fraud +\d\.\d{3} +0\.000 +\d\.\d{3} +2\n/);
    expect(text).toContain('test balanced accuracy 0.5000');
    expect(text).toMatch(/test ROC AUC \d\.\d{4}/);
    expect(text).toMatch(/test average precision of 'fraud' \d\.\d{4}; random scores have 0\.0100/);
    const page = readFileSync(at('imb.html'), 'utf8');
    for (const part of ["always saying 'ok' has 0.9900", 'test balanced accuracy', '   fraud '])
      expect(page).toContain(part);
  });

  it('is told to scripts, by train and by evaluate', async () => {
    const trainedJson = JSON.parse((await trained('--json')).at(-1)!);
    const evaluated = JSON.parse(
      (await succeed('evaluate', at('imb.safetensors'), fraud(), '--json'))[0]!,
    );
    expect(Object.keys(trainedJson.test.metrics)).toEqual([
      'accuracy',
      'balancedAccuracy',
      'rocAuc',
      'averagePrecision',
    ]);
    for (const result of [trainedJson, evaluated]) {
      expect(result).toMatchObject({ positive: 'fraud', classes: ['fraud', 'ok'] });
      expect(result.baselines[0]).toMatchObject({ kind: 'constant', says: 'ok', rows: 800 });
      expect(result.baselines[0].metrics.accuracy).toBeCloseTo(0.99, 6);
      expect(result.perClass[0]).toMatchObject({ name: 'fraud', recall: 0 });
    }
  });

  it('classes of about equal size have no remark, and evaluate shows their figures all the same', async () => {
    const out = await succeed(
      ...['train', 'penguins', '--target', 'species', '--epochs', '2'],
      ...['--out', at('penguins.safetensors')],
    );
    expect(out.join('\n')).not.toMatch(/class-weights|balanced accuracy|predicted/);
    const shown = (await succeed('evaluate', at('penguins.safetensors'))).join('\n');
    expect(shown).toContain('balanced accuracy');
    expect(shown).toMatch(/\n *Chinstrap +\d\.\d{3} +\d\.\d{3} +\d\.\d{3} +\d+\n/);
    expect(shown).not.toContain('ROC AUC');
  });
});

it.each([
  [[10, 90], 0],
  [[11, 89], undefined],
  [[100, 0], undefined],
  [[95, 5, 0], 1],
  [[90, 5, 5], 1],
  [[10, 10, 10, 10, 10, 10, 10, 10, 10, 10], undefined],
  [[50, 50, 50, 50, 50, 50, 50, 50, 50, 5], 9],
  [[7], undefined],
  [[], undefined],
] as const)('of %j the class %j is rare', (counts, rare) => {
  expect(rareClass(counts)).toBe(rare);
});

it.each([
  [[999, 1], '0.1 % of the rows are '],
  [[90, 10], '10 % of the rows are '],
  [[99999, 1], '0.001 % of the rows are '],
] as const)('of %j the remark begins %j', (counts, begin) => {
  expect(imbalanceRemarks(counts, ['a', 'b'])[0]).toContain(`${begin}'b'; always saying 'a'`);
});

describe('a baseline', () => {
  const x = tensor([
    [1, 0],
    [2, 1],
    [3, 1],
  ]);
  const of = { task: 'binary', classes: 2, features: 2 } as const;
  const binary = fitBaseline('binary', 2, { x, y: tensor([0, 0, 1], { dtype: 'int32' }) }, 1);

  it('is kept with the model, and is the same afterwards', () => {
    expect(decodeBaseline('m', encodeBaseline(binary), of)).toEqual({
      _tag: 'Right',
      right: binary,
    });
  });

  it('an older model has none', () => {
    expect(decodeBaseline('m', undefined, of)).toEqual({ _tag: 'Right', right: undefined });
  });

  it.each([
    ['another number of classes', { counts: [1, 2, 3] }],
    ['other features', { linear: { ...binary.linear, weights: [1] } }],
    ['words', { mean: 'low' }],
    ['no rows', { rows: 0 }],
  ])('with %s is damaged', (_, changed) => {
    const decoded = decodeBaseline('m', JSON.stringify({ ...binary, ...changed }), of);
    expect(isLeft(decoded) && decoded.left).toMatchObject({
      message: "'m': its note on the baseline is damaged; train it again",
    });
  });

  it.each(['', '[', 'null', '[]'])('that is %j is damaged', (text) => {
    expect(isLeft(decodeBaseline('m', text, of))).toBe(true);
  });

  it('of too many features is the constant alone, and of many rows takes some of them', () => {
    const wide = {
      x: tensor([new Array(1001).fill(1), new Array(1001).fill(2)]),
      y: tensor([1, 3]),
    };
    expect(fitBaseline('regression', 0, wide, 1)).toEqual({
      rows: 2,
      mean: 2,
      counts: [],
      linear: undefined,
    });
    const many = {
      x: tensor(Array.from({ length: 20_001 }, (_, i) => [i / 1e4])),
      y: tensor(Array.from({ length: 20_001 }, (_, i) => i / 1e4)),
    };
    const { linear, rows } = fitBaseline('regression', 0, many, 1);
    expect([linear!.rows, rows]).toEqual([20_000, 20_001]);
    expect(linear!.weights[0]).toBeCloseTo(1, 3);
  });
});

it('a rating is remarked as a guess, unless --task decides', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 12},${1 + Math.floor((i % 12) / 2.5)}`);
  writeFileSync(at('rating.csv'), `a,rating\n${rows.join('\n')}\n`);
  const train = (...args: readonly string[]) =>
    succeed('train', at('rating.csv'), '--target', 'rating', '--epochs', '1', ...args);
  expect(await train()).toContain(
    'rating has 5 whole numbers and is learnt as classes; --task regression learns it as a number',
  );
  for (const task of ['regression', 'classification'])
    expect((await train('--task', task)).join('\n')).not.toContain('is learnt as');
});
