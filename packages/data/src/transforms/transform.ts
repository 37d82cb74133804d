import { checkOptions } from '@puregrad/tensors/interpreters';
/** Rescales each column to mean 0 and standard deviation 1; the result of `fitStandardize`. */
export interface Standardize {
  readonly kind: 'standardize';
  readonly mean: readonly number[];
  /** Above 0; 1 for a constant column. */
  readonly std: readonly number[];
}

/** Rescales each column from [min, max] to [0, 1]; the result of `fitNormalize`. */
export interface Normalize {
  readonly kind: 'normalize';
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/** Transforms one after another, the identity if there are none; the result of `composeTransforms`. */
export interface Composed {
  readonly kind: 'composed';
  readonly transforms: readonly (Standardize | Normalize)[];
}

/**
 * A rescaling of columns of numbers: a plain value, fitted to the training rows, saved with the model, and applied
 * to every row that the model receives.
 */
export type Transform = Standardize | Normalize | Composed;

/** @throws ArgumentError if the value is not a transform, or one of its fields is not a finite number. */
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
