import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Projection } from './projections.ts';
import { withNorm } from './with-norm.ts';

export interface UnitNormOptions {
  /** The axis that the norm runs over: 0 by default, each unit's incoming weights. */
  readonly axis?: number;
}

/**
 * Unit norm: `w_j ← w_j / ‖w_j‖₂` for each unit j; a column of zeros stays zero.
 *
 * Keras divides by `1e-7 + norm`, which leaves small columns too short: here 1e-10 becomes 1.
 *
 * @example
 * ```ts
 * import { unitNorm } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * unitNorm()(tensor([[5, 0], [0, 0]])).toArray(); // => [[1, 0], [0, 0]]
 * ```
 */
export const unitNorm = (options: UnitNormOptions = {}): Projection => {
  const { axis = 0 } = checkOptions('unitNorm', options, { axis: 'number?' });
  return (weights) => withNorm(weights, 1, axis);
};
