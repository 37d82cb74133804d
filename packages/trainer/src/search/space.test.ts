import { ArgumentError } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choice, integers, logUniform, uniformRange } from './space.ts';

const u = fc.oneof(
  between(0, 1 - Number.EPSILON / 2),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
);

test('ranges have their ends exactly, and nothing beyond', () => {
  const bounds = fc.tuple(
    fc.double({ min: -1e300, max: 1e300, noNaN: true }),
    fc.double({ min: -1e300, max: 1e300, noNaN: true }),
  );
  fc.assert(
    fc.property(bounds, u, fc.integer({ min: 2, max: 9 }), ([a, b], at, points) => {
      // Not -0, which is 0 to a range.
      const [min, max] = [Math.min(a, b) + 0, Math.max(a, b) + 0];
      const [low, high] = [Math.abs(a) + 1e-300, Math.abs(a) + Math.abs(b) + 1e-300];
      for (const [dimension, least, most] of [
        [uniformRange(min, max), min, max],
        [logUniform(low, high), low, high],
      ] as const) {
        expect(dimension.at(at)).toBeGreaterThanOrEqual(least);
        expect(dimension.at(at)).toBeLessThanOrEqual(most);
        const grid = dimension.grid(points);
        expect([grid[0], grid.at(-1)]).toEqual([least, most]);
      }
    }),
  );
});

test('uniformRange takes equal steps, logUniform equal factors', () => {
  expect(uniformRange(-1, 1).grid(5)).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(uniformRange(0, 4).at(0.25)).toBe(1);
  expect(logUniform(1 / 16, 16).grid(5)).toEqual([1 / 16, 1 / 4, 1, 4, 16]);
  expect(logUniform(1e-4, 1).grid(5)).toEqual([1e-4, 1e-3, 0.01, 0.1, 1]);
  expect(logUniform(1, 16).at(0.25)).toBe(2);
  expect([uniformRange(2, 4).grid(1), uniformRange(3, 3).grid(4)]).toEqual([[3], [3]]);
});

test('integers are equally likely, both ends included; a grid has each once', () => {
  const counts = [0, 0, 0];
  for (let i = 0; i < 300; i++) counts[integers(5, 7).at(i / 300) - 5]!++;
  expect(counts).toEqual([100, 100, 100]);
  expect(integers(-2, 1).grid(10)).toEqual([-2, -1, 0, 1]);
  expect(integers(0, 100).grid(3)).toEqual([0, 50, 100]);
  expect(integers(4, 4).grid(3)).toEqual([4]);
});

test('choice has all options, of any type', () => {
  const relu = () => 0;
  const activation = choice(['elu', relu, null]);
  expect([0, 0.4, 0.999].map(activation.at)).toEqual(['elu', relu, null]);
  expect(activation.grid(1)).toEqual(['elu', relu, null]);
  expect(activation.description).toBe('choice("elu", relu, null)');
});

test.each<[string, () => unknown]>([
  ['choice: there must be options to choose from', () => choice([])],
  ['uniformRange: needs finite bounds, min not above max, got 1 and 0', () => uniformRange(1, 0)],
  ['min must be a number, got NaN', () => uniformRange(NaN, 0)],
  ['got 0 and Infinity', () => uniformRange(0, Infinity)],
  ['logUniform: needs finite positive bounds', () => logUniform(0, 1)],
  ['integers: bounds must be integers, got 0.5 and 2', () => integers(0.5, 2)],
])('%s', (message, wrong) => {
  expect(wrong).toThrow(ArgumentError);
  expect(wrong).toThrow(message);
});
