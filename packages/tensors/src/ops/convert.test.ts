import { pipe } from 'fp-ts/lib/function.js';
import { expect, test } from 'vitest';
import { tensor, zeros } from '../create.ts';
import { cast, stopGradient } from './convert.ts';

test.each([
  ['float32', 'float64', [Math.fround(0.1), -1.5], [Math.fround(0.1), -1.5]],
  ['float64', 'float32', [0.1, 1e300], [Math.fround(0.1), Infinity]],
  ['float64', 'int32', [2.9, -2.9, -0.5], [2, -2, 0]],
  ['int32', 'float32', [-3, 2 ** 24 + 1], [-3, 2 ** 24]],
] as const)('cast from %s to %s', (from, to, values, expected) => {
  const x = pipe(tensor([...values], { dtype: from }), cast(to));
  expect([x.dtype, [...x.data].map((value) => value + 0)]).toEqual([to, expected]);
});

test('cast to the same dtype is the same value', () => {
  const x = zeros([0, 2]);
  expect(cast(x, 'float32')).toBe(x);
});

test('stopGradient keeps the value', () => {
  expect(stopGradient(tensor([[1], [2]])).toArray()).toEqual([[1], [2]]);
});
