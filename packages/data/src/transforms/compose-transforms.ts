import { type Composed, requireTransform, type Transform } from './transform.ts';

/**
 * The transform that applies the given ones from left to right, and inverts them from right to left.
 * Associative; of none, the identity: a monoid.
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
