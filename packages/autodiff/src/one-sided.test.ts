import {
  add,
  arange,
  div,
  greater,
  matmul,
  maximum,
  minimum,
  mul,
  pow,
  reshape,
  sub,
  type Tensor,
  where,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { jvp } from './jvp.ts';
import { vjp } from './vjp.ts';

/** `[2, 2]`, all of it above 0 and different. */
const matrix = (from: number): Tensor =>
  add(mul(reshape(arange(4, { dtype: 'float64' }), [2, 2]), 0.75), from);

const operations: { readonly [name: string]: (a: Tensor, b: Tensor) => Tensor } = {
  ...{ add, sub, mul, div, pow, maximum, minimum },
  matmul: (a, b) => matmul(a, b),
  'matmul, transposed': (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
  where: (a, b) => where(greater(matrix(0), 1), a, b),
};

/** Central differences of `f` at `x` in the direction `dx`. */
const differences = (f: (x: Tensor) => Tensor, x: Tensor, dx: Tensor): readonly number[] => {
  const h = 1e-6;
  const [up, down] = [h, -h].map((step) => f(add(x, mul(dx, step))).data);
  return Array.from(up!, (value, i) => (value - down![i]!) / (2 * h));
};

describe('derivatives by one of two inputs, the other of which stands still', () => {
  const [a, b, direction] = [matrix(0.5), matrix(1.1), matrix(-0.8)];

  it.each(Object.entries(operations))('%s', (_, f) => {
    for (const [g, x] of [
      [(x: Tensor) => f(x, b), a],
      [(x: Tensor) => f(a, x), b],
    ] as const) {
      const expected = differences(g, x, direction);
      const [, forward] = jvp(g, x, direction);
      expected.forEach((value, i) => {
        expect(forward.data[i]).toBeCloseTo(value, 6);
      });
      // ⟨u, ∂f·v⟩ = ⟨uᵀ∂f, v⟩
      const [, pull] = vjp(g, x);
      const [u, back] = [matrix(0.3), pull(matrix(0.3))];
      const dot = (p: Tensor, q: ArrayLike<number>) =>
        Array.from(q).reduce((sum, value, i) => sum + value * p.data[i]!, 0);
      expect(dot(direction, back.data)).toBeCloseTo(dot(u, expected), 6);
    }
  });
});
