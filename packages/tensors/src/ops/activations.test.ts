import { expect, test } from 'vitest';
import { tensor } from '../create.ts';
import { elu, relu } from './activations.ts';

test('relu cuts what is negative and lets NaN through', () => {
  expect(relu(tensor([-Infinity, -1, -0, 0, 2, Infinity, NaN])).toArray()).toEqual([
    0,
    0,
    0,
    0,
    2,
    Infinity,
    NaN,
  ]);
});

test('elu saturates at -alpha, and does not overflow above', () => {
  const x = tensor([-1000, -1, 0, 2, 1000, NaN], { dtype: 'float64' });
  expect(elu(x).toArray()).toEqual([-1, Math.expm1(-1), 0, 2, 1000, NaN]);
  expect(elu({ alpha: 0.5 })(x).toArray()).toEqual([-0.5, Math.expm1(-1) / 2, 0, 2, 1000, NaN]);
});
