import {
  ArgumentError,
  DTypeError,
  key,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { forwardFolds } from './forward-folds.ts';
import { type Fold, type KFoldOptions, kFold } from './k-fold.ts';

const int32 = (numbers: readonly number[]): Tensor => tensor(Int32Array.from(numbers));
const sorted = (numbers: readonly number[]): readonly number[] =>
  [...numbers].sort((a, b) => a - b);

/** The fold in which each row is a validation row; −1 for none. */
const foldOf = (folds: readonly Fold[], count: number): readonly number[] => {
  const found = Array<number>(count).fill(-1);
  folds.forEach(({ validation }, fold) => {
    for (const row of validation.data) {
      expect(found[row]).toBe(-1);
      found[row] = fold;
    }
  });
  return found;
};

/*
 * The numbers are scikit-learn 1.2.1's, from:
 *
 *   import numpy as np
 *   from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit
 *   y = [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 1, 0, 0]
 *   g = [4, 4, 9, 1, 1, 1, 7, 9, 2, 2, 2, 5, 7]
 *   def fold_of(splitter, **of):
 *       found = np.full(13, -1)
 *       for i, (_, test) in enumerate(splitter.split(np.zeros(13), **of)): found[test] = i
 *       return found.tolist()
 *   for k in (2, 3, 5):
 *       print(fold_of(KFold(k)), fold_of(StratifiedKFold(k), y=y))
 *       print(fold_of(GroupKFold(k), groups=g), fold_of(TimeSeriesSplit(k)))
 */
describe('the folds of scikit-learn without shuffling', () => {
  const labels = [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 1, 0, 0];
  const groups = [4, 4, 9, 1, 1, 1, 7, 9, 2, 2, 2, 5, 7];
  const count = labels.length;
  const data = { x: zeros([count, 1]), y: int32(labels) };

  test.each([
    [2, [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]],
    [3, [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]],
    [5, [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4]],
  ])('KFold(%i)', (folds, expected) => {
    expect(foldOf(kFold(count, { folds, consecutive: true }), count)).toEqual(expected);
  });

  test.each([
    [2, [0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1]],
    [3, [0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]],
    [5, [0, 0, 1, 0, 2, 1, 2, 1, 3, 3, 2, 4, 4]],
  ])('StratifiedKFold(%i)', (folds, expected) => {
    const made = kFold(data, { folds, stratified: true, consecutive: true });
    expect(foldOf(made, count)).toEqual(expected);
  });

  test.each([
    [2, [0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1]],
    [3, [0, 0, 2, 1, 1, 1, 2, 2, 0, 0, 0, 1, 2]],
    [5, [4, 4, 2, 1, 1, 1, 3, 2, 0, 0, 0, 2, 3]],
  ])('GroupKFold(%i)', (folds, expected) => {
    expect(foldOf(kFold(data, { folds, groups: int32(groups) }), count)).toEqual(expected);
  });

  test.each([
    [2, [-1, -1, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1]],
    [3, [-1, -1, -1, -1, 0, 0, 0, 1, 1, 1, 2, 2, 2]],
    [5, [-1, -1, -1, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4]],
  ])('TimeSeriesSplit(%i)', (folds, expected) => {
    const made = forwardFolds(count, { folds });
    expect(foldOf(made, count)).toEqual(expected);
    for (const { train, validation } of made)
      expect([...train.data]).toEqual(Array.from({ length: validation.data[0]! }, (_, i) => i));
  });
});

const anyGroups = fc
  .array(fc.integer({ min: -3, max: 5 }), { minLength: 2, maxLength: 60 })
  .filter((groups) => new Set(groups).size > 1);
const anyKey = fc.option(fc.nat().map(key), { nil: undefined });

describe('laws of folds', () => {
  test('folds of groups: every row validates once, and no group is on both sides', () => {
    fc.assert(
      fc.property(anyGroups, fc.nat(6), anyKey, (groups, more, k) => {
        const folds = 2 + (more % (new Set(groups).size - 1));
        const options = { folds, groups: int32(groups), ...(k === undefined ? {} : { key: k }) };
        const made = kFold(groups.length, options);
        const rows = [...groups.keys()];
        expect(made.length).toBe(folds);
        expect(sorted(made.flatMap(({ validation }) => [...validation.data]))).toEqual(rows);
        for (const { train, validation } of made) {
          expect(validation.size).toBeGreaterThan(0);
          expect(sorted([...train.data, ...validation.data])).toEqual(rows);
          const judged = new Set([...validation.data].map((row) => groups[row]));
          expect([...train.data].filter((row) => judged.has(groups[row]))).toEqual([]);
        }
        const sizes = made.map(({ validation }) => validation.size);
        const largest = Math.max(
          ...groups.map((group) => groups.filter((other) => other === group).length),
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(largest);
      }),
    );
  });

  test('consecutive folds: the same law of sizes as for those that are dealt out', () => {
    fc.assert(
      fc.property(anyGroups, fc.nat(6), anyKey, fc.boolean(), (labels, more, k, stratified) => {
        const folds = 2 + (more % (labels.length - 1));
        const data = { x: zeros([labels.length, 1]), y: int32(labels) };
        const options: KFoldOptions = { folds, stratified, ...(k === undefined ? {} : { key: k }) };
        const sizes = (made: readonly Fold[]) => made.map(({ validation }) => validation.size);
        const made = kFold(data, { ...options, consecutive: true });
        expect(sizes(made)).toEqual(sizes(kFold(data, options)));
        expect(sorted(made.flatMap(({ validation }) => [...validation.data]))).toEqual([
          ...labels.keys(),
        ]);
        if (!stratified) return;
        for (const label of new Set(labels)) {
          const counts = made.map(
            ({ validation }) => [...validation.data].filter((row) => labels[row] === label).length,
          );
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('forward folds: no row of training follows a row of validation, and no group is on both sides', () => {
    fc.assert(
      fc.property(anyGroups, fc.nat(6), fc.boolean(), (groups, more, areGrouped) => {
        const units = areGrouped ? new Set(groups).size : groups.length;
        const folds = 1 + (more % (units - 1));
        const made = forwardFolds(groups.length, {
          folds,
          ...(areGrouped ? { groups: int32(groups) } : {}),
        });
        expect(made.length).toBe(folds);
        const firstOf = (row: number) => (areGrouped ? groups.indexOf(groups[row]!) : row);
        for (const { train, validation } of made) {
          const last = Math.max(...[...train.data].map(firstOf));
          const first = Math.min(...[...validation.data].map(firstOf));
          expect(first).toBeGreaterThan(last);
        }
        const judged = made.flatMap(({ validation }) => [...validation.data]);
        expect(new Set(judged).size).toBe(judged.length);
        expect(made.at(-1)!.train.size + made.at(-1)!.validation.size).toBe(groups.length);
      }),
    );
  });

  test('a key decides which of equal groups go together', () => {
    const groups = int32(Array.from({ length: 24 }, (_, row) => row >> 1));
    const deal = (seed: number) => foldOf(kFold(24, { folds: 3, groups, key: key(seed) }), 24);
    expect(deal(1)).toEqual(deal(1));
    expect(deal(1)).not.toEqual(deal(2));
  });
});

describe('folds that cannot be', () => {
  const groups = int32([1, 1, 2, 2]);

  test.each<[string, () => unknown, new () => Error, RegExp]>([
    [
      'one group',
      () => kFold(2, { folds: 2, groups: int32([5, 5]) }),
      ArgumentError,
      /number of groups, 1, got 2/,
    ],
    [
      'more folds than groups',
      () => kFold(4, { folds: 3, groups }),
      ArgumentError,
      /number of groups, 2, got 3/,
    ],
    [
      'groups of other rows',
      () => kFold(5, { folds: 2, groups }),
      ShapeError,
      /shape \[5\], one group for each row, got \[4\]/,
    ],
    [
      'groups with NaN',
      () => kFold(2, { folds: 2, groups: tensor([1, Number.NaN]) }),
      DTypeError,
      /groups must be int32/,
    ],
    [
      'consecutive groups',
      () => kFold(4, { folds: 2, groups, consecutive: true }),
      ArgumentError,
      /consecutive as well/,
    ],
    [
      'stratified groups',
      () => kFold({ x: zeros([4]), y: groups }, { folds: 2, groups, stratified: true }),
      ArgumentError,
      /stratified as well/,
    ],
    [
      'as many forward folds as rows',
      () => forwardFolds(4, { folds: 4 }),
      ArgumentError,
      /from 1 to 3, one less/,
    ],
    ['no forward folds', () => forwardFolds(4, { folds: 0 }), ArgumentError, /from 1 to 3/],
    [
      'forward folds of half a row',
      () => forwardFolds(2.5, { folds: 1 }),
      ArgumentError,
      /got 2.5/,
    ],
    [
      'as many forward folds as groups',
      () => forwardFolds(4, { folds: 2, groups }),
      ArgumentError,
      /2 groups do not make 3 parts/,
    ],
  ])('%s', (_, make, kind, message) => {
    expect(make).toThrow(kind);
    expect(make).toThrow(message);
  });

  test('more folds than rows of a class: the class is in some folds only', () => {
    const data = { x: zeros([6, 1]), y: int32([0, 0, 0, 0, 1, 1]) };
    for (const consecutive of [false, true]) {
      const made = kFold(data, { folds: 3, stratified: true, consecutive });
      const ones = made.map(
        ({ validation }) => [...validation.data].filter((row) => row > 3).length,
      );
      expect(sorted(ones)).toEqual([0, 1, 1]);
    }
  });
});
