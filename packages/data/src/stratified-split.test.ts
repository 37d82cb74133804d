import { ArgumentError, DTypeError, key, ShapeError, tensor, zeros } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { kFold } from './k-fold.ts';
import { stratifiedSplit } from './stratified-split.ts';
import { takeRows } from './take-rows.ts';

/** Row i of x is i. */
const labelled = (labels: readonly number[]): Dataset => ({
  x: tensor(Int32Array.from(labels.keys())),
  y: tensor(Int32Array.from(labels)),
});

const rowsOf = (data: Dataset): readonly number[] => [...data.x.data];
const sorted = (numbers: readonly number[]): readonly number[] =>
  [...numbers].sort((a, b) => a - b);
const countOf = (label: number, data: Dataset): number =>
  [...data.y.data].filter((other) => other === label).length;

const anyLabels = fc.array(fc.integer({ min: -1, max: 6 }), { minLength: 2, maxLength: 80 });
const anyKey = fc.option(fc.nat().map(key), { nil: undefined });
const options = (k: ReturnType<typeof key> | undefined) => (k === undefined ? {} : { key: k });

describe('stratifiedSplit', () => {
  test('the sizes asked for, every row once with its label, every class within one of its share', () => {
    fc.assert(
      fc.property(anyLabels, fc.array(fc.nat(20), { maxLength: 4 }), anyKey, (labels, cuts, k) => {
        const ends = [...sorted(cuts.map((cut) => Math.min(cut, labels.length))), labels.length];
        const counts = ends.map((end, i) => end - (ends[i - 1] ?? 0));
        const parts = stratifiedSplit(labelled(labels), { counts }, options(k));
        expect(parts.map(({ y }) => y.size)).toEqual(counts);
        expect(sorted(parts.flatMap(rowsOf))).toEqual([...labels.keys()]);
        for (const part of parts) {
          expect([...part.y.data]).toEqual(rowsOf(part).map((row) => labels[row]));
          for (const label of new Set(labels)) {
            const share = (countOf(label, labelled(labels)) * part.y.size) / labels.length;
            expect(Math.abs(countOf(label, part) - share)).toBeLessThanOrEqual(1);
          }
        }
      }),
    );
  });

  test('what divides evenly is divided exactly, at any key', () => {
    const labels = Array.from({ length: 100 }, (_, i) => (i < 80 ? 0 : 1));
    const parts = stratifiedSplit(
      labelled(labels),
      { fractions: [0.5, 0.3, 0.2] },
      { key: key(5) },
    );
    expect(parts.map((part) => [countOf(0, part), countOf(1, part)])).toEqual([
      [40, 10],
      [24, 6],
      [16, 4],
    ]);
  });

  test('of parts that lack as many rows, the one whose share has the larger rest is served first', () => {
    for (const [ones, expected] of [
      [1, [0, 1]],
      [3, [1, 2]],
    ] as const) {
      const labels = Array.from({ length: 10 }, (_, i) => (i < ones ? 1 : 2));
      const parts = stratifiedSplit(labelled(labels), { counts: [3, 7] });
      expect(parts.map((part) => countOf(1, part))).toEqual(expected);
    }
  });

  test('the key deals the rows out; without one they keep their order', () => {
    const data = labelled([0, 1, 0, 1, 0, 1, 0, 1]);
    const deal = (seed: number) =>
      stratifiedSplit(data, { counts: [4, 'rest'] }, { key: key(seed) }).map(rowsOf);
    expect(deal(1)).toEqual(deal(1));
    expect(deal(1)).not.toEqual(deal(2));
    expect(stratifiedSplit(data, { counts: [4, 'rest'] }).map(rowsOf)).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ]);
  });

  test('refuses parts that do not add up, and labels that are none', () => {
    const halves = { fractions: [0.5, 0.5] } as const;
    expect(() => stratifiedSplit(labelled([0, 1]), { counts: [3] })).toThrow(
      /stratifiedSplit: counts/,
    );
    expect(() => stratifiedSplit({ x: zeros([2]), y: zeros([2]) }, halves)).toThrow(DTypeError);
    expect(() =>
      stratifiedSplit({ x: zeros([2]), y: zeros([2, 3], { dtype: 'int32' }) }, halves),
    ).toThrow(ShapeError);
  });
});

describe('kFold', () => {
  test('every row validates once and trains in the other folds; sizes differ by one at most', () => {
    fc.assert(
      fc.property(
        anyLabels,
        fc.integer({ min: 2, max: 9 }),
        anyKey,
        fc.boolean(),
        (labels, wanted, k, stratified) => {
          const data = labelled(labels);
          const folds = Math.min(wanted, labels.length);
          const dealt = kFold(data, { folds, stratified, ...options(k) });
          const rows = [...labels.keys()];
          expect(sorted(dealt.flatMap(({ validation }) => [...validation.data]))).toEqual(rows);
          for (const { train, validation } of dealt) {
            expect(sorted([...train.data, ...validation.data])).toEqual(rows);
            expect(train.dtype).toBe('int32');
          }
          const spread = (sizes: readonly number[]) => Math.max(...sizes) - Math.min(...sizes);
          expect(dealt.length).toBe(folds);
          expect(spread(dealt.map(({ validation }) => validation.size))).toBeLessThanOrEqual(1);
          if (!stratified) return;
          for (const label of new Set(labels)) {
            const counts = dealt.map((fold) => countOf(label, takeRows(data, fold.validation)));
            expect(spread(counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  test('the key decides, and a count is enough', () => {
    const deal = (seed: number) =>
      kFold(20, { folds: 4, key: key(seed) }).map(({ validation }) => [...validation.data]);
    expect(deal(1)).toEqual(deal(1));
    expect(deal(1)).not.toEqual(deal(2));
  });

  test.each([
    [5, 1],
    [5, 6],
    [5, 2.5],
    [5, Number.NaN],
    [0, 2],
    [-4, 2],
  ])('%d rows in %d folds is an error', (count, folds) => {
    expect(() => kFold(count, { folds })).toThrow(ArgumentError);
  });

  test('stratifies no mere count', () => {
    expect(() => kFold(5, { folds: 2, stratified: true })).toThrow(/pass the dataset/);
  });
});
