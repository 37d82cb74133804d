import { tensor } from '@puregrad/tensors';
import { expect, it, test } from 'vitest';
import { orThrow } from '../errors.ts';
import { groupCodes } from './group-codes.ts';
import { requireRowWeights, type Weighing, weighRows } from './row-weights.ts';

const int32 = (values: readonly number[]) => tensor(Int32Array.from(values));
const y = int32([0, 0, 0, 1, 0, 1]);
const shares = { train: int32([0, 1, 2, 3]), validation: int32([4]) };
const none: Weighing = { rows: undefined, classWeights: undefined, classes: ['ok', 'fraud'] };
const weigh = (options: Partial<Weighing>, of = shares) =>
  orThrow(weighRows(y, of, { ...none, ...options }));
const line = (row: number) => `line ${row + 2}`;

it('gives no weights without an option, so that nothing changes', () => {
  expect(weigh({})).toBeUndefined();
});

it('balanced classes count the same, by the rows that are not for the test: n / (classes · n_c)', () => {
  // scikit-learn: compute_class_weight('balanced', classes=[0, 1], y=[0, 0, 0, 1, 0]) is [0.625, 2.5].
  expect(weigh({ classWeights: 'balanced' })!.toArray()).toEqual([
    0.625, 0.625, 0.625, 2.5, 0.625, 2.5,
  ]);
});

it('weights of rows and classes multiply, and their mean over those rows is 1', () => {
  const rows = [1, 2, 0, 4, 3, 100];
  const made = weigh({ rows, classWeights: { fraud: 10 } })!;
  const products = [1, 2, 0, 40, 3, 1000];
  const mean = (1 + 2 + 0 + 40 + 3) / 5;
  expect(made.toArray()).toEqual(products.map((product) => Math.fround(product / mean)));
  // A common factor changes nothing.
  expect(weigh({ rows: rows.map((w) => 8 * w), classWeights: { fraud: 10 } })).toEqual(made);
});

it('balances by the weights of the rows: a row of weight n counts as n rows', () => {
  const made = weigh({ rows: [1, 1, 1, 4, 1, 1], classWeights: 'balanced' })!;
  // The 4 rows of ok, and the one of fraud, weigh 4 each.
  expect(made.toArray()).toEqual([0.625, 0.625, 0.625, 2.5, 0.625, 0.625]);
});

test.each<[string, () => unknown, string]>([
  [
    'an unknown class',
    () => weigh({ classWeights: { fruad: 2 } }),
    "no class 'fruad'; the classes are ok, fraud",
  ],
  [
    'the class of a name of Object.prototype',
    () => weigh({ classWeights: { constructor: 2 } as never }),
    "no class 'constructor'",
  ],
  [
    'class weights of numbers',
    () => weigh({ classWeights: 'balanced', classes: [] }),
    'use --weights',
  ],
  [
    'weights that are all 0',
    () => weigh({ rows: [0, 0, 0, 0, 1, 1] }),
    'all weights of the 4 training rows are 0',
  ],
  [
    'a weight below 0',
    () => orThrow(requireRowWeights([1, -0.5], 'w', line)),
    "'w' is -0.5 in line 3",
  ],
  [
    'a missing weight',
    () => orThrow(requireRowWeights([1, Number.NaN], 'w', line)),
    "'w' has no value in line 3",
  ],
  [
    'a missing weight among words',
    () => orThrow(requireRowWeights([null], 'w', line)),
    "'w' has no value in line 2",
  ],
  ['a word', () => orThrow(requireRowWeights(['5'], 'w', line)), "'w' is 5 in line 2"],
  [
    'an infinite weight',
    () => orThrow(requireRowWeights([Infinity], 'w', line)),
    "'w' is Infinity in line 2",
  ],
  [
    'a row without a group',
    () => orThrow(groupCodes(['a', null], 'g', line)),
    "'g' has no value in line 3",
  ],
  [
    'a number that is no group',
    () => orThrow(groupCodes([1, Number.NaN], 'g', line)),
    "'g' has no value in line 3",
  ],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});

it('numbers groups by their values', () => {
  expect(orThrow(groupCodes(['b', 'a', 'b', ''], 'g', line))).toEqual(Int32Array.of(0, 1, 0, 2));
});
