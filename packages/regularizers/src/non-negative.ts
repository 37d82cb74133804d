import { clip } from '@puregrad/tensors';
import type { Projection } from './projections.ts';

/**
 * Sets negative weights to 0: `w ← max(w, 0)`. All others keep their bits, NaN included.
 *
 * @example
 * ```ts
 * import { nonNegative } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * nonNegative()(tensor([-2, 3])).toArray(); // => [0, 3]
 * ```
 */
export const nonNegative = (): Projection => (weights) => clip(weights, { min: 0 });
