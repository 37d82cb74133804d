import { ArgumentError, DTypeError, key, ShapeError, tensor, zeros } from '@puregrad/tensors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { groupSplit } from './group-split.ts';

const int32 = (numbers: readonly number[]) => tensor(Int32Array.from(numbers));
/** Row i of x is i. */
const rows = (count: number): Dataset => ({
  x: int32(Array.from({ length: count }, (_, i) => i)),
  y: zeros([count]),
});
const rowsOf = ({ x }: Dataset): readonly number[] => [...x.data];
const anyGroups = fc.array(fc.integer({ min: -4, max: 8 }), { minLength: 1, maxLength: 60 });

test('every row is in one part, no group is in two, and no part that should have rows is empty', () => {
  fc.assert(
    fc.property(
      anyGroups,
      fc.array(fc.nat(20), { maxLength: 3 }),
      fc.option(fc.nat().map(key), { nil: undefined }),
      (groups, cuts, k) => {
        const ends = [...cuts, groups.length]
          .map((cut) => Math.min(cut, groups.length))
          .sort((a, b) => a - b);
        const counts = ends.map((end, i) => end - (ends[i - 1] ?? 0));
        fc.pre(counts.filter((size) => size > 0).length <= new Set(groups).size);
        const options = { groups: int32(groups), ...(k === undefined ? {} : { key: k }) };
        const parts = groupSplit(rows(groups.length), { counts }, options).map(rowsOf);
        expect(parts.flat().sort((a, b) => a - b)).toEqual([...groups.keys()]);
        parts.forEach((part, i) => {
          expect(part.length > 0).toBe(counts[i]! > 0);
          expect(part).toEqual([...part].sort((a, b) => a - b));
          const here = new Set(part.map((row) => groups[row]));
          for (const other of parts.filter((_, j) => j !== i))
            expect(other.filter((row) => here.has(groups[row]))).toEqual([]);
        });
      },
    ),
  );
});

test('groups of one row each are divided in exactly the sizes asked for', () => {
  const groups = int32(Array.from({ length: 50 }, (_, i) => 7 * i));
  for (const k of [{}, { key: key(3) }])
    expect(
      groupSplit(rows(50), { fractions: [0.7, 0.2, 0.1] }, { groups, ...k }).map(
        ({ x }) => x.shape[0],
      ),
    ).toEqual([35, 10, 5]);
});

test('without a key the last groups are the last part, as near to its size as whole groups come', () => {
  const days = Array.from({ length: 40 }, (_, row) => Math.floor(row / 6));
  const [train, last] = groupSplit(rows(40), { counts: ['rest', 10] }, { groups: int32(days) });
  expect(rowsOf(train)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(rowsOf(last)).toEqual(Array.from({ length: 10 }, (_, i) => 30 + i));
});

test('one group that holds most rows trains, whatever the key', () => {
  const groups = Array.from({ length: 100 }, (_, row) => (row < 80 ? 0 : row));
  for (let seed = 0; seed < 20; seed++) {
    const options = { groups: int32(groups), key: key(seed) };
    const [train, test] = groupSplit(rows(100), { fractions: [0.8, 0.2] }, options);
    expect([train, test].map(({ x }) => x.shape[0])).toEqual([80, 20]);
  }
  const draw = (seed: number) =>
    rowsOf(
      groupSplit(
        rows(100),
        { fractions: [0.9, 0.1] },
        { groups: int32(groups), key: key(seed) },
      )[1],
    );
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('groups that cannot be divided, or are none, are refused', () => {
  const halves = { fractions: [0.5, 0.5] } as const;
  const groups = int32([3, 3, 3, 3]);
  for (const k of [{}, { key: key(1) }])
    expect(() => groupSplit(rows(4), halves, { groups, ...k })).toThrow(
      'groupSplit: 1 group does not make 2 parts',
    );
  expect(() => groupSplit(rows(4), { counts: [5] }, { groups })).toThrow(ArgumentError);
  expect(() => groupSplit(rows(3), halves, { groups })).toThrow(ShapeError);
  expect(() => groupSplit(rows(2), halves, { groups: tensor([Number.NaN, 1]) })).toThrow(
    DTypeError,
  );
  expect(() => groupSplit(rows(2), halves, {} as never)).toThrow('groupSplit: groups must be');
});
