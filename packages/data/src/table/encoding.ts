import { checkOptions } from '@puregrad/tensors/interpreters';
/** A column of numbers, which stays unchanged. */
export interface NumberEncoding {
  readonly name: string;
  readonly kind: 'number';
  /** The replacement for missing values; without it, a missing value is an error. */
  readonly fill?: number;
}

/** A column of words, encoded as a column `name=word` for each category, or as the category's index. */
export interface CategoryEncoding {
  readonly name: string;
  readonly kind: 'oneHot' | 'index';
  readonly categories: readonly string[];
  readonly fill?: string;
}

/** The encoding of a column as one or several columns of `x`. */
export type FeatureEncoding = NumberEncoding | CategoryEncoding;

/** The encoding of the target: a number, or one of the classes. */
export type TargetEncoding =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'classes'; readonly classes: readonly string[] };

/**
 * The encoding of tables as tensors: a plain value, fitted to the training table and saved with the model
 * (`JSON.stringify`, `decodeEncoding`), so that every later table is encoded as the same columns.
 */
export interface Encoding {
  readonly features: readonly FeatureEncoding[];
  readonly target?: TargetEncoding;
  /** The encoding of a category that the training table did not have: an error, or zeros in all its columns. */
  readonly unknown: 'error' | 'zeros';
}

/**
 * The names of the columns of an encoded table: one for a number, `name=category` for each category.
 *
 * @example
 * ```ts
 * import { featureNames } from '@puregrad/data/table';
 * const features = featureNames({
 *   features: [
 *     { name: 'size', kind: 'number' },
 *     { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
 *   ],
 *   unknown: 'error',
 * });
 * features; // => ['size', 'color=blue', 'color=red']
 * ```
 */
export const featureNames = (encoding: Encoding): readonly string[] =>
  checkOptions('featureNames', { encoding }, { encoding: '{features}' }).encoding.features.flatMap(
    (feature) =>
      feature.kind === 'oneHot'
        ? feature.categories.map((category) => `${feature.name}=${category}`)
        : [feature.name],
  );

/** The number of columns that a feature becomes. */
export const widthOf = (feature: FeatureEncoding): number =>
  feature.kind === 'oneHot' ? feature.categories.length : 1;
