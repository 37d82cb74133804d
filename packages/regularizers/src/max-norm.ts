import { greater, norm, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Projection } from './projections.ts';
import { withNorm } from './with-norm.ts';

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
 * every other column is returned bit for bit, and a column of zeros stays zero.
 *
 * Source: Srivastava et al., *Dropout* (JMLR 2014). Keras divides by `1e-7 + norm` and therefore changes
 * weights within the ball too.
 *
 * @throws ArgumentError if the radius is not above 0.
 * @example
 * ```ts
 * import { maxNorm } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * maxNorm(5)(tensor([[6, 1], [8, 2]])).toArray(); // => [[3, 1], [4, 2]]
 * ```
 */
export const maxNorm = (radius: number, options: MaxNormOptions = {}): Projection => {
  checkOptions('maxNorm', { radius }, { radius: 'number' });
  const { axis = 0 } = checkOptions('maxNorm', options, { axis: 'number?' });
  requireNumber('maxNorm', { 'the radius': radius }, '(0, ∞]');
  return (weights) => {
    const outside = greater(norm(weights, { axes: axis, keepDims: true }), radius);
    return where(outside, withNorm(weights, radius, axis), weights);
  };
};
