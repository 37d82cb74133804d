import type { Tensor } from '@puregrad/tensors';
import type { Monoid } from 'fp-ts/lib/Monoid.js';

/** Moves weights to where they may be; weights that are there already stay bit for bit. */
export type Projection = (weights: Tensor) => Tensor;

/** Projections under composition, first to last; `empty` leaves weights as they are. */
export const projectionMonoid: Monoid<Projection> = {
  concat: (first, second) => (weights) => second(first(weights)),
  empty: (weights) => weights,
};
