import { grad } from '@puregrad/autodiff';
import { key, normal, type Tensor, tensor } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elasticNet, l1, l2, l2Half, type Penalty, penaltyMonoid } from './penalties.ts';

const strength = between(0, 10);
const penalty: fc.Arbitrary<Penalty> = fc.oneof(
  strength.map(l1),
  strength.map(l2),
  strength.map(l2Half),
  fc.constant(penaltyMonoid.empty),
);
const weights: fc.Arbitrary<Tensor> = fc
  .tuple(fc.nat(), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }))
  .map(([seed, m, n]) => normal(key(seed), [m, n], { dtype: 'float64' }));

describe('the monoid of penalties', () => {
  const { concat, empty } = penaltyMonoid;

  it('has an identity that costs nothing', () => {
    fc.assert(
      fc.property(penalty, weights, (p, w) => {
        expect(concat(p, empty)(w).item()).toBe(p(w).item());
        expect(concat(empty, p)(w).item()).toBe(p(w).item());
      }),
    );
  });

  it('is associative and commutative', () => {
    fc.assert(
      fc.property(penalty, penalty, penalty, weights, (a, b, c, w) => {
        const left = concat(concat(a, b), c)(w).item();
        expect(concat(a, concat(b, c))(w).item()).toBeCloseTo(left, 9);
        expect(concat(concat(c, b), a)(w).item()).toBeCloseTo(left, 9);
      }),
    );
  });
});

describe('penalties', () => {
  const w = tensor(
    [
      [1, -2],
      [0, 3],
    ],
    { dtype: 'float64' },
  );

  it('are what they say, and tell their two scalings apart', () => {
    expect(l1(0.5)(w).item()).toBe(3);
    expect(l2(0.5)(w).item()).toBe(7);
    expect(l2Half(0.5)(w).item()).toBe(3.5);
    expect(elasticNet({ l1: 1, l2: 2 })(w).item()).toBe(6 + 28);
  });

  it('have the gradients λ·sign(w), with 0 at 0, 2λw and λw', () => {
    expect(grad(l1(0.5))(w).toArray()).toEqual([
      [0.5, -0.5],
      [0, 0.5],
    ]);
    expect(grad(l2(0.5))(w).toArray()).toEqual([
      [1, -2],
      [0, 3],
    ]);
    expect(grad(l2Half(0.5))(w).toArray()).toEqual([
      [0.5, -1],
      [0, 1.5],
    ]);
  });

  it('refuse strengths that are none', () => {
    expect(() => l1(-1)).toThrow('l1: the strength must lie in [0, ∞), got -1');
    expect(() => l2(Number.NaN)).toThrow('got NaN');
    expect(() => l2Half(Infinity)).toThrow('l2Half: the strength');
  });
});
