import { expect, test } from 'vitest';
import type { GoldenArray, GoldenRecord } from '../format.ts';
import { runFile, verdict } from '../run.ts';
import { goldenCase, goldenFile } from '../testing/golden.ts';

const array = (shape: readonly number[], ...data: readonly number[]): GoldenArray => ({
  shape,
  data,
});
/** Two rows of one feature, which become two features each. */
const x = array([2, 1], 0.25, 3);
const cotangent = array([2, 1, 2], 1, 0, 0, 1);
const bias = array([1, 2], 0, 1);
const none = { activation: 'none' };

const cases: { readonly [kind: string]: readonly [GoldenRecord, GoldenRecord, GoldenArray] } = {
  // The codes are [0.25, 0] and [1, 2]: 3 is two lengths into the last bin, which goes on.
  piecewiseLinearEmbedding: [
    { ...none, linear: false },
    { edges: array([1, 3], 0, 1, 2), kernel: array([1, 2, 2], 4, 0, 1, 10), bias },
    array([2, 1, 2], 1, 1, 6, 21),
  ],
  // A quarter of a turn, and three turns.
  periodicEmbedding: [
    { ...none, sharedLinear: false },
    { frequencies: array([1, 1], 1), kernel: array([1, 2, 2], 1, 2, 3, 4), bias },
    array([2, 1, 2], 3, 5, 1, 3),
  ],
  pbldEmbedding: [
    { frequencies: 1, width: 2 },
    {
      frequencies: array([1, 1], 1),
      phases: array([1, 1], 0),
      kernel: array([1, 1, 1], 5),
      bias: array([1, 1], 1),
    },
    array([2, 1, 2], 0.25, 1, 3, 6),
  ],
};

test.each(Object.entries(cases))('%s is checked in every mode', async (kind, given) => {
  const [config, inputs, y] = given;
  const file = (expected: GoldenArray) =>
    goldenFile(
      'tabular.json',
      goldenCase(kind, { kind, ...config }, { x, cotangent, ...inputs }, { y: expected }),
    );
  const [right] = (await runFile(file(y))).cases;
  expect(right!.outcomes).toEqual(
    Object.fromEntries(Object.keys(right!.outcomes).map((mode) => [mode, { _tag: 'Passed' }])),
  );
  const wrong = { ...y, data: y.data.map((v, i) => (i === 3 ? v + 0.1 : v)) };
  expect(verdict((await runFile(file(wrong))).cases[0]!)).toBe('failed');
});

test('what else is of tables, is named as unsupported', async () => {
  const file = goldenFile('tabular.json', goldenCase('a', { kind: 'oneHot' }, {}, { y: x }));
  expect(verdict((await runFile(file)).cases[0]!)).toBe('skipped');
});
