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
