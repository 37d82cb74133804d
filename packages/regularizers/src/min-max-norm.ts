import { ArgumentError, add, clip, greater, less, mul, norm, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Projection } from './projections.ts';
import { withNorm } from './with-norm.ts';

export interface MinMaxNormOptions {
  /** The smallest norm, at least 0. */
  readonly min: number;
  /** The largest norm. */
  readonly max: number;
  /** The share of the distance to the bounds that a column moves at once, in [0, 1]; 1 by default. */
  readonly rate?: number;
  /** The axis that the norm runs over: 0 by default, each unit's incoming weights. */
  readonly axis?: number;
}

/**
 * Keeps norms between bounds: `w_j ← w_j · (rate · clip(n, min, max) + (1 - rate) · n) / n`,
 * `n = ‖w_j‖₂`, for each unit j whose n lies outside of them; every other column is returned bit for bit, and
 * a column of zeros, which has no direction, stays zero.
 *
 * The formula is Keras', which divides by `1e-7 + n` and so changes every column.
 *
 * @throws ArgumentError unless 0 ≤ min ≤ max, max is above 0, and the rate lies in [0, 1].
 * @example
 * ```ts
 * import { minMaxNorm } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * minMaxNorm({ min: 2, max: 4 })(tensor([[1, 3, 8]])).toArray(); // => [[2, 3, 4]]
 * minMaxNorm({ min: 2, max: 4, rate: 0.5 })(tensor([[1, 3, 8]])).toArray(); // => [[1.5, 3, 6]]
 * ```
 */
export const minMaxNorm = (options: MinMaxNormOptions): Projection => {
  const {
    min,
    max,
    rate = 1,
    axis = 0,
  } = checkOptions('minMaxNorm', options, {
    min: 'number',
    max: 'number',
    rate: 'number?',
    axis: 'number?',
  });
  if (!(0 <= min && min <= max && max > 0))
    throw new ArgumentError(
      `minMaxNorm: bounds must be 0 ≤ min ≤ max with max above 0, got ${min} and ${max}`,
    );
  requireNumber('minMaxNorm', { rate }, '[0, 1]');
  return (weights) => {
    const norms = norm(weights, { axes: axis, keepDims: true });
    const within = withNorm(weights, clip(norms, { min, max }), axis);
    const moved = rate === 1 ? within : add(mul(within, rate), mul(weights, 1 - rate));
    return where(greater(norms, max), moved, where(less(norms, min), moved, weights));
  };
};
