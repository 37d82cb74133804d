import { checkOptions } from '@puregrad/tensors/interpreters';
/** To mean 0 and standard deviation 1, column by column; what `fitStandardize` finds. */
export interface Standardize {
  readonly kind: 'standardize';
  readonly mean: readonly number[];
  /** Above 0: 1 for a constant column. */
  readonly std: readonly number[];
}

/** From [min, max] to [0, 1], column by column; what `fitNormalize` finds. */
export interface Normalize {
  readonly kind: 'normalize';
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** One after another; of none, the identity. What `composeTransforms` gives. */
export interface Composed {
  readonly kind: 'composed';
  readonly transforms: readonly (Standardize | Normalize)[];
}

/**
 * How columns of numbers are rescaled: a plain value, fitted to the training rows, saved with the
 * model, and applied to every row the model sees.
 */
export type Transform = Standardize | Normalize | Composed;

/** @throws ArgumentError where a transform, or a number of it, is none. */
export const requireTransform = (operation: string, transform: Transform): void => {
  checkOptions(operation, { transform }, { transform: '{kind}' });
  const numbers = 'number[]';
  if (transform.kind === 'standardize')
    checkOptions(operation, transform, { kind: 'string', mean: numbers, std: numbers });
  else if (transform.kind === 'normalize')
    checkOptions(operation, transform, { kind: 'string', min: numbers, max: numbers });
  else {
    checkOptions(operation, transform, { kind: "'composed'", transforms: 'array' });
    for (const each of transform.transforms) requireTransform(operation, each);
  }
};
