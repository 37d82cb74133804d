import type { Tensor } from '@puregrad/tensors';
import type { Monoid } from 'fp-ts/lib/Monoid.js';

/** Moves weights to where they may be; weights that are there already stay bit for bit. */
export type Projection = (weights: Tensor) => Tensor;

/**
 * Projections under composition, first to last; `empty` leaves weights as they are.
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
