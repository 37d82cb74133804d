import { abs, add, mul, square, sum, type Tensor, zeros } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Monoid } from 'fp-ts/lib/Monoid.js';

/** A penalty on weights: a scalar to add to the loss. */
export type Penalty = (weights: Tensor) => Tensor;

/**
 * `λ Σ|w|`: drives weights to exactly 0. The derivative of |w| at 0 is 0.
 *
 * @throws ArgumentError if λ is negative or not finite.
 * @example
 * ```ts
 * import { l1 } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * l1(0.5)(tensor([1, -3])).item(); // => 2
 * ```
 */
export const l1 = (lambda: number): Penalty => {
  checkOptions('l1', { lambda }, { lambda: 'number' });
  requireNumber('l1', { 'the strength': lambda }, '[0, ∞)');
  return (weights) => mul(sum(abs(weights)), lambda);
};

/**
 * `λ Σw²`, without ½, as in the lecture and in Keras: its gradient is 2λw. TensorFlow 1 halves it
 * (`l2Half`), and a weight decay of λ in PyTorch is `l2Half(λ)`.
 *
 * @throws ArgumentError if λ is negative or not finite.
 * @example
 * ```ts
 * import { l2, l2Half } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * l2(0.5)(tensor([1, -3])).item(); // => 5
 * l2Half(0.5)(tensor([1, -3])).item(); // => 2.5
 * ```
 */
export const l2 = (lambda: number): Penalty => {
  checkOptions('l2', { lambda }, { lambda: 'number' });
  requireNumber('l2', { 'the strength': lambda }, '[0, ∞)');
  return (weights) => mul(sum(square(weights)), lambda);
};

/**
 * `λ Σw² / 2`, as TensorFlow 1's `l2_loss`: its gradient is λw.
 *
 * @example
 * ```ts
 * import { l2Half } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * l2Half(0.5)(tensor([1, -3])).item(); // => 2.5
 * ```
 */
export const l2Half = (lambda: number): Penalty => {
  checkOptions('l2Half', { lambda }, { lambda: 'number' });
  requireNumber('l2Half', { 'the strength': lambda }, '[0, ∞)');
  return l2(lambda / 2);
};

/**
 * Penalties under addition: associative and commutative; `empty` is 0. An elastic net is
 * `penaltyMonoid.concat(l1(a), l2(b))`.
 *
 * @example
 * ```ts
 * import { l1, l2, penaltyMonoid } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * penaltyMonoid.concat(l1(1), l2(0.5))(tensor([1, -3])).item(); // => 9
 * ```
 */
export const penaltyMonoid: Monoid<Penalty> = {
  concat: (first, second) => (weights) => add(first(weights), second(weights)),
  empty: (weights) => zeros([], { dtype: weights.dtype }),
};

/**
 * `l1 Σ|w| + l2 Σw²` (Zou & Hastie, 2005).
 *
 * @example
 * ```ts
 * import { elasticNet } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * elasticNet({ l1: 1, l2: 0.5 })(tensor([1, -3])).item(); // => 9
 * ```
 */
export const elasticNet = (strengths: { readonly l1: number; readonly l2: number }): Penalty => {
  checkOptions('elasticNet', strengths, { l1: 'number', l2: 'number' });
  return penaltyMonoid.concat(l1(strengths.l1), l2(strengths.l2));
};
