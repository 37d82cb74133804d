import { clip } from '@puregrad/tensors';
import type { Projection } from './projections.ts';

/**
 * No weight below 0: `w ← max(w, 0)`. All others stay bit for bit, NaN too.
 *
 * @example
 * ```ts
 * import { nonNegative } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * nonNegative()(tensor([-2, 3])).toArray(); // => [0, 3]
 * ```
 */
export const nonNegative = (): Projection => (weights) => clip(weights, { min: 0 });
