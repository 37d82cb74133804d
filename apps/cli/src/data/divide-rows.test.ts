import { tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { isRight } from 'fp-ts/lib/Either.js';
import { describe, expect, it, test } from 'vitest';
import { orThrow, problemsOf } from '../errors.ts';
import { type DivisionOptions, divideRows, type Split, splits } from './divide-rows.ts';

const usual: DivisionOptions = { test: undefined, validation: 0.2, limit: undefined, seed: 1 };
const labelsOf = (count: number) =>
  tensor(Int32Array.from({ length: count }, (_, row) => (row % 10 === 3 ? 1 : 0)));

const divide = (count: number, options: Partial<DivisionOptions>) => {
  const y = labelsOf(count);
  const { train, validation, test } = orThrow(divideRows(y, 'binary', { ...usual, ...options }));
  return {
    train: [...train.data],
    validation: [...validation.data],
    test: test === undefined ? [] : [...test.data],
  };
};
const problem = (count: number, options: Partial<DivisionOptions>): string => {
  const made = divideRows(labelsOf(count), 'binary', { ...usual, ...options });
  return isRight(made) ? '' : problemsOf(made.left).join();
};
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('--split last', () => {
  it('tests by the last rows, chooses the epoch by those before, and trains on the first', () => {
    expect(divide(50, { split: 'last', test: 0.2, validation: 0.25 })).toEqual({
      train: range(0, 30),
      validation: range(30, 40),
      test: range(40, 50),
    });
  });

  it('limits to the latest rows before the test', () => {
    const { train, validation, test } = divide(50, { split: 'last', test: 0.2, limit: 20 });
    expect([train, validation, test]).toEqual([range(20, 36), range(36, 40), range(40, 50)]);
  });

  it('folds forward: no fold is trained on a row that follows one of its own', () => {
    const folds = range(0, 4).map((index) =>
      divide(50, { split: 'last', test: 0.2, fold: { index, folds: 4 } }),
    );
    expect(folds.map((fold) => fold.test)).toEqual([
      range(8, 16),
      range(16, 24),
      range(24, 32),
      range(32, 40),
    ]);
    for (const { train, validation, test } of folds)
      expect([...train, ...validation, ...test]).toEqual(range(0, test.at(-1)! + 1));
  });
});

const anyDivision = fc.record({
  split: fc.constantFrom<Split>('random', 'last'),
  test: fc.option(fc.double({ min: 0.05, max: 0.5, noNaN: true }), { nil: undefined }),
  validation: fc.double({ min: 0.05, max: 0.5, noNaN: true }),
  folds: fc.option(fc.integer({ min: 2, max: 5 }), { nil: undefined }),
  seed: fc.nat(),
});

test('no group is on two sides of any split, and every row is on one', () => {
  fc.assert(
    fc.property(
      anyDivision,
      fc.array(fc.nat(12), { minLength: 20, maxLength: 60 }),
      ({ folds, ...options }, groups) => {
        const y = labelsOf(groups.length);
        const indices = folds === undefined ? [undefined] : range(0, folds);
        const tested: number[] = [];
        for (const index of indices) {
          const made = divideRows(y, 'binary', {
            ...{ limit: undefined, ...options, groups: Int32Array.from(groups) },
            fold: index === undefined ? undefined : { index, folds: folds! },
          });
          if (!isRight(made)) {
            expect(problemsOf(made.left).join()).toMatch(/groups? for|leaves too few/);
            return;
          }
          const { train, validation, test } = made.right;
          const parts = [train, validation, test].map((part) => [...(part?.data ?? [])]);
          const rows = parts.flat();
          expect(new Set(rows).size).toBe(rows.length);
          if (folds === undefined) expect(rows.length).toBe(groups.length);
          const sides = parts.map((part) => new Set(part.map((row) => groups[row])));
          expect(new Set(sides.flatMap((side) => [...side])).size).toBe(
            sides.reduce((sum, { size }) => sum + size, 0),
          );
          tested.push(...parts[2]!);
        }
        expect(new Set(tested).size).toBe(tested.length);
      },
    ),
  );
});

test('folds of every split test each row once, those of classes with the same share of each', () => {
  for (const split of splits.filter((name) => name !== 'last')) {
    const folds = range(0, 5).map((index) => divide(100, { split, fold: { index, folds: 5 } }));
    expect(folds.flatMap(({ test }) => test).sort((a, b) => a - b)).toEqual(range(0, 100));
    if (split === 'stratified')
      expect(folds.map(({ test }) => test.filter((row) => row % 10 === 3).length)).toEqual([
        2, 2, 2, 2, 2,
      ]);
  }
});

it('sets the rows of --test aside before the folds', () => {
  const { test: judged } = divide(60, { test: 0.3 });
  for (const index of range(0, 3)) {
    const { train, validation, test } = divide(60, { test: 0.3, fold: { index, folds: 3 } });
    expect([...train, ...validation, ...test].filter((row) => judged.includes(row))).toEqual([]);
    expect(train.length + validation.length + test.length).toBe(42);
  }
});

test.each<[string, number, Partial<DivisionOptions>, RegExp]>([
  [
    'more folds than rows',
    5,
    { fold: { index: 0, folds: 6 } },
    /--folds 6 of 5 rows leaves too few/,
  ],
  ['too few rows to train on', 3, { fold: { index: 0, folds: 2 } }, /use fewer folds/],
  [
    'folds forward of few rows',
    6,
    { split: 'last', fold: { index: 0, folds: 3 } },
    /use fewer folds/,
  ],
  [
    'one group',
    20,
    { groups: new Int32Array(20) },
    /rows of 1 group for --validation, which needs at least 2/,
  ],
  [
    'fewer groups than folds',
    20,
    { groups: Int32Array.from(range(0, 20), (row) => row % 3), fold: { index: 0, folds: 4 } },
    /rows of 3 groups for --folds 4, which needs at least 4/,
  ],
])('refuses %s', (_, count, options, message) => {
  expect(problem(count, options)).toMatch(message);
});

it('stratifies classes only', () => {
  const made = divideRows(labelsOf(20), 'regression', { ...usual, split: 'stratified' });
  expect(isRight(made) ? '' : problemsOf(made.left).join()).toContain(
    '--split stratified needs classes',
  );
});
