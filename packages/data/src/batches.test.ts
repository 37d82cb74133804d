import { ArgumentError, arange, key, type Tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batches } from './batches.ts';

const rowsOf = (parts: readonly Tensor[]): number[] => parts.flatMap((part) => [...part.data]);

describe('batches', () => {
  test('every row once an epoch, in batches of one size but the last', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.integer({ min: 1, max: 250 }),
        fc.nat(),
        fc.boolean(),
        (count, batchSize, seed, dropLast) => {
          const dealt = batches(count, batchSize, { key: key(seed), dropLast });
          const sizes = dealt.map((rows) => rows.size);
          expect(sizes.slice(0, -1).every((size) => size === batchSize)).toBe(true);
          const kept = dropLast ? count - (count % batchSize) : count;
          const rows = rowsOf(dealt);
          expect(rows.length).toBe(kept);
          expect(new Set(rows).size).toBe(kept);
          expect(rows.every((row) => row >= 0 && row < count)).toBe(true);
          expect(dealt.every((part) => part.dtype === 'int32' && part.size > 0)).toBe(true);
        },
      ),
    );
  });

  test('a last batch of too few rows joins the one before it, and no other batch changes', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(),
        (count, batchSize, leastLast, seed) => {
          const plain = batches(count, batchSize, { key: key(seed) });
          const dealt = batches(count, batchSize, { key: key(seed), leastLast });
          expect(rowsOf(dealt)).toEqual(rowsOf(plain));
          const joins = plain.length > 1 && plain.at(-1)!.size < Math.min(leastLast, batchSize);
          const untouched = joins ? plain.length - 2 : plain.length;
          expect(dealt.length).toBe(joins ? plain.length - 1 : plain.length);
          expect(dealt.slice(0, untouched)).toEqual(plain.slice(0, untouched));
        },
      ),
    );
    expect(() => batches(3, 2, { leastLast: 0 })).toThrow('leastLast must be an integer from 1');
    expect(batches(65, 64, { leastLast: 2 }).map((rows) => rows.size)).toEqual([65]);
    expect(batches(65, 64, { leastLast: 2, dropLast: true }).map((r) => r.size)).toEqual([64]);
    expect(batches(1, 64, { leastLast: 2 }).map((rows) => rows.size)).toEqual([1]);
  });

  test('the key decides the order', () => {
    const order = (seed: number) => rowsOf(batches(50, 7, { key: key(seed) }));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
    expect(order(1)).not.toEqual([...arange(50).data]);
    expect(rowsOf(batches(50, 7))).toEqual([...arange(50).data]);
  });

  test.each([
    [0, 4, false, []],
    [1, 4, false, [1]],
    [3, 4, false, [3]],
    [3, 4, true, []],
    [4, 4, true, [4]],
    [5, 2, false, [2, 2, 1]],
    [5, 2, true, [2, 2]],
  ])('%i rows by %i, dropLast %s: %j', (count, batchSize, dropLast, sizes) => {
    expect(batches(count, batchSize, { dropLast }).map((rows) => rows.size)).toEqual(sizes);
  });

  test.each([
    [5, 0],
    [5, -1],
    [5, 1.5],
    [5, Number.NaN],
    [-1, 2],
    [2.5, 2],
  ])('%d rows by %d is an error', (count, batchSize) => {
    expect(() => batches(count, batchSize)).toThrow(ArgumentError);
  });
});
