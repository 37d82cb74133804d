import { ArgumentError, div, greater, mul, norm, type Tensor, where } from '@puregrad/tensors';
import type { Monoid } from 'fp-ts/lib/Monoid.js';

/** Moves weights to where they may be; weights that are there already stay bit for bit. */
export type Projection = (weights: Tensor) => Tensor;

export interface MaxNormOptions {
  /**
   * The axis that the norm runs over: 0 by default, each unit's incoming weights in a kernel
   * `[in, out]`. (The widely copied `clip_by_norm(weights, axes=1)` limits each input's *outgoing*
   * weights on this layout.)
   */
  readonly axis?: number;
}

/**
 * Max-norm: `w_j ← w_j · r/‖w_j‖₂` for each unit j whose incoming weights have a norm above `radius`;
 * every other column is returned bit for bit, and a column of zeros stays one.
 *
 * Source: Srivastava et al., *Dropout* (JMLR 2014). Keras divides by `1e-7 + norm` and so changes
 * weights within the ball too.
 *
 * @throws ArgumentError for a radius that is not above 0.
 * @example
 * ```ts
 * import { maxNorm } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * maxNorm(5)(tensor([[6, 1], [8, 2]])).toArray(); // => [[3, 1], [4, 2]]
 * ```
 */
export const maxNorm = (radius: number, { axis = 0 }: MaxNormOptions = {}): Projection => {
  if (!(radius > 0)) throw new ArgumentError(`maxNorm: the radius must be above 0, got ${radius}`);
  return (weights) => {
    const norms = norm(weights, { axes: axis, keepDims: true });
    const outside = greater(norms, radius);
    // Divided by 1 where it does not count, so that zero columns divide by nothing.
    return where(outside, mul(weights, div(radius, where(outside, norms, 1))), weights);
  };
};

/** Projections under composition, first to last; `empty` leaves weights as they are. */
export const projectionMonoid: Monoid<Projection> = {
  concat: (first, second) => (weights) => second(first(weights)),
  empty: (weights) => weights,
};
