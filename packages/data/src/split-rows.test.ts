import { ArgumentError, compile, key, mul, type Tensor, tensor, zeros } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { shuffle } from './shuffle.ts';
import { splitRows } from './split-rows.ts';
import { takeRows } from './take-rows.ts';

/** Row i of x is [i, -i], and its label i. */
const rows = (count: number): Dataset => {
  const labels = Array.from({ length: count }, (_, i) => i);
  return {
    x: tensor(Float32Array.from(labels.flatMap((i) => [i, -i])), { shape: [count, 2] }),
    y: tensor(Int32Array.from(labels)),
  };
};

const labelsOf = (data: Dataset): readonly number[] => [...data.y.data];

const sorted = (numbers: readonly number[]): readonly number[] =>
  [...numbers].sort((a, b) => a - b);

describe('shuffle', () => {
  test('keeps every row with its label, in an order of the key', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(), (count, seed) => {
        const shuffled = shuffle(key(seed), rows(count));
        expect(sorted(labelsOf(shuffled))).toEqual(labelsOf(rows(count)));
        expect(sorted([...shuffled.x.data].filter((_, i) => i % 2 === 0))).toEqual(
          labelsOf(rows(count)),
        );
        expect([...shuffled.x.data].filter((_, i) => i % 2 === 0)).toEqual(labelsOf(shuffled));
        expect(labelsOf(shuffle(key(seed), rows(count)))).toEqual(labelsOf(shuffled));
      }),
    );
    expect(labelsOf(shuffle(key(1), rows(30)))).not.toEqual(labelsOf(rows(30)));
    expect(labelsOf(shuffle(key(1), rows(30)))).not.toEqual(labelsOf(shuffle(key(2), rows(30))));
  });
});

describe('splitRows', () => {
  test('without a key the parts are the rows as they stand', () => {
    const [train, validation] = splitRows(rows(7), { counts: ['rest', 2] });
    expect(labelsOf(train)).toEqual([0, 1, 2, 3, 4]);
    expect(labelsOf(validation)).toEqual([5, 6]);
    expect(validation.x.toArray()).toEqual([
      [5, -5],
      [6, -6],
    ]);
  });

  test('parts share no row and leave none out, with or without a key', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }),
        fc.option(fc.nat(), { nil: undefined }),
        (counts, seed) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          const options = seed === undefined ? {} : { key: key(seed) };
          const parts = splitRows(rows(total), { counts }, options);
          expect(parts.map(({ y }) => y.size)).toEqual(counts);
          expect(sorted(parts.flatMap(labelsOf))).toEqual(labelsOf(rows(total)));
        },
      ),
    );
  });

  test('fractions: sizes add up and are off by one row at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 500 }), (count) => {
        const fractions = [0.7, 0.2, 0.1];
        const sizes = splitRows(rows(count), { fractions }).map(({ y }) => y.size);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
        sizes.forEach((size, i) => {
          expect(Math.abs(size - fractions[i]! * count)).toBeLessThanOrEqual(1 + 1e-9);
        });
      }),
    );
  });

  test('the key deals the rows out and repeats itself', () => {
    const deal = (seed: number) =>
      splitRows(rows(20), { fractions: [0.5, 0.5] }, { key: key(seed) }).map(labelsOf);
    expect(deal(3)).toEqual(deal(3));
    expect(deal(3)).not.toEqual(deal(4));
    const [first] = splitRows(rows(20), { counts: [10, 'rest'] }, { key: key(3) });
    expect([...first.x.data].filter((_, i) => i % 2 === 0)).toEqual(labelsOf(first));
  });

  test.each([
    [{ counts: [3, 3] }, /take 6 rows of 7/],
    [{ counts: [8, 'rest'] }, /take 8 rows of 7/],
    [{ counts: ['rest', 'rest'] }, /only one part/],
    [{ counts: [0.5, 'rest'] }, /pass \{ fractions \}/],
    [{ counts: [-1, 'rest'] }, /integer from 0/],
    [{ counts: [] }, /take 0 rows of 7/],
    [{ fractions: [0.5, 0.4] }, /add up to 1/],
    [{ fractions: [1.5, -0.5] }, /lie in \[0, 1\]/],
    [{ fractions: [Number.NaN, 1] }, /got NaN/],
    [{ fractions: [0.99, 0.01] }, /comes out as none/],
  ] as const)('%j of 7 rows is an error', (parts, message) => {
    expect(() => splitRows(rows(7), parts)).toThrow(ArgumentError);
    expect(() => splitRows(rows(7), parts)).toThrow(message);
  });
});

test('splitRows names data and a key that are none', () => {
  expect(() => splitRows({ x: zeros([2]) } as never, { counts: ['rest'] })).toThrow(
    'splitRows: data must be an object with x,y',
  );
  expect(() => splitRows(rows(7), { counts: ['rest'] }, { key: 1 as never })).toThrow(
    'splitRows: key must be a tensor, got 1',
  );
});

describe('takeRows', () => {
  test('takes rows in the order of the indices, repeats allowed', () => {
    const taken = takeRows(rows(5), tensor([4, 0, 4], { dtype: 'int32' }));
    expect(labelsOf(taken)).toEqual([4, 0, 4]);
    expect(taken.x.toArray()).toEqual([
      [4, -4],
      [0, -0],
      [4, -4],
    ]);
  });

  test('is part of a compiled program', () => {
    const data = rows(5);
    const doubled = compile((indices: Tensor) => mul(takeRows(data, indices).x, 2));
    expect(doubled(tensor([3, 1], { dtype: 'int32' })).toArray()).toEqual([
      [6, -6],
      [2, -2],
    ]);
  });

  test('refuses a row that does not exist', () => {
    expect(() => takeRows(rows(2), tensor([2], { dtype: 'int32' }))).toThrow(ArgumentError);
  });
});
