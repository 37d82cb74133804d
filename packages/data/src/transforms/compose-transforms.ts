import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { type Composed, requireTransform, type Transform } from './transform.ts';

/**
 * The transform that applies the given ones from left to right, and inverts them from right to left.
 * Composition is associative, and without arguments it is the identity; see `composedMonoid`.
 *
 * @example
 * ```ts
 * import { applyTransform, composeTransforms } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const both = composeTransforms(
 *   { kind: 'normalize', min: [0], max: [10] },
 *   { kind: 'standardize', mean: [0.5], std: [0.25] },
 * );
 * applyTransform(both)(tensor([[5], [10]])).toArray(); // => [[0], [2]]
 * ```
 */
export const composeTransforms = (...transforms: readonly Transform[]): Composed => {
  for (const transform of transforms) requireTransform('composeTransforms', transform);
  return {
    kind: 'composed',
    transforms: transforms.flatMap((transform) =>
      transform.kind === 'composed' ? transform.transforms : [transform],
    ),
  };
};

/**
 * Composition of transforms as an fp-ts `Monoid`. `empty` changes nothing.
 *
 * @example
 * ```ts
 * import { composedMonoid, composeTransforms } from '@puregrad/data';
 * import { concatAll } from 'fp-ts/lib/Monoid.js';
 * const unit = composeTransforms({ kind: 'normalize', min: [0], max: [10] });
 * concatAll(composedMonoid)([unit, unit]).transforms.length; // => 2
 * ```
 */
export const composedMonoid: Monoid<Composed> = {
  empty: { kind: 'composed', transforms: [] },
  concat: (a, b) => composeTransforms(a, b),
};
