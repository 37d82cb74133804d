import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takeMedian } from './median.ts';

const medianBySorting = (values: Float64Array): number => {
  const sorted = values.slice().sort();
  const upper = sorted[sorted.length >> 1]!;
  return (sorted.length % 2 === 1 ? upper : sorted[sorted.length / 2 - 1]! / 2 + upper / 2) + 0;
};

test('the median is that of the sorted numbers, also among many equal ones and infinities', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true }),
    fc.integer({ min: -2, max: 2 }),
    fc.constantFrom(Infinity, -Infinity, -0, Number.MAX_VALUE, -Number.MAX_VALUE),
  );
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 200 }), (numbers) => {
      const values = Float64Array.from(numbers);
      const expected = medianBySorting(values);
      expect(takeMedian(values)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['in order', (i: number) => i],
  ['in reverse', (i: number) => -i],
  ['up and down', (i: number, n: number) => Math.min(i, n - i)],
  ['in two alternating runs', (i: number, n: number) => (i % 2 === 0 ? i : n - i)],
  ['all equal', () => 7],
  ['of two values', (i: number) => i % 2],
])('the median of 200,001 numbers %s is found at once', (_, valueAt) => {
  const n = 200_001;
  const values = Float64Array.from({ length: n }, (_, i) => valueAt(i, n));
  const expected = medianBySorting(values);
  expect(takeMedian(values)).toBe(expected);
});
