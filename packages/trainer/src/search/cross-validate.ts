import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** One division of the data into training and validation rows. */
export interface Fold<D> {
  readonly train: D;
  readonly validation: D;
}

export interface CrossValidateOptions<D> {
  /** The folds of the data, for example from `kFold`. */
  readonly folds: readonly Fold<D>[];
  /** Trains on a fold's `train`, evaluates on its `validation`, and returns the value of the fold. */
  readonly run: (fold: Fold<D>, index: number) => number | Promise<number>;
}

/** The results of the folds. */
export interface CrossValidation {
  /** One value for each fold, in their order. */
  readonly values: readonly number[];
  readonly mean: number;
  /** `s/√k` of k values with standard deviation s (over k - 1); NaN for a single fold. */
  readonly standardError: number;
}

/**
 * Runs every fold, one after another, and returns the mean of their values with its standard error: the
 * value that `search` should minimize if there are few data.
 *
 * The folds share training data, so the standard error is only an estimate, and tends to be too small (Bengio &
 * Grandvalet, *No unbiased estimator of the variance of k-fold cross-validation*, JMLR 2004).
 *
 * @throws ArgumentError if there are no folds; also any error that `run` throws.
 * @example
 * ```ts
 * import { crossValidate } from '@puregrad/trainer/search';
 * const folds = [1, 2, 3].map((n) => ({ train: [n], validation: [n] }));
 * const { mean, standardError } = await crossValidate({ folds, run: ({ validation }) => validation[0] });
 * mean; // => 2
 * standardError.toFixed(3); // => '0.577'
 * ```
 */
export const crossValidate = async <D>(
  options: CrossValidateOptions<D>,
): Promise<CrossValidation> => {
  const { folds, run } = checkOptions('crossValidate', options, {
    folds: 'array',
    run: 'function',
  });
  if (folds.length === 0) throw new ArgumentError('crossValidate: there must be at least one fold');
  const values: number[] = [];
  for (const [index, fold] of folds.entries()) values.push(await run(fold, index));
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { values, mean, standardError: Math.sqrt(squares / (count - 1) / count) };
};
