import type { Tensor } from '@puregrad/tensors';
import type { Monoid } from 'fp-ts/lib/Monoid.js';

/** Maps weights to allowed ones. Allowed weights keep their bits. */
export type Projection = (weights: Tensor) => Tensor;

/**
 * Composition of projections, applied from first to last; `empty` changes nothing.
 *
 * @example
 * ```ts
 * import { maxNorm, nonNegative, projectionMonoid } from '@puregrad/regularizers';
 * import { tensor } from '@puregrad/tensors';
 * const project = projectionMonoid.concat(nonNegative(), maxNorm(1));
 * project(tensor([[-3], [2]])).toArray(); // => [[0], [1]]
 * ```
 */
export const projectionMonoid: Monoid<Projection> = {
  concat: (first, second) => (weights) => second(first(weights)),
  empty: (weights) => weights,
};
