import { checkOptions } from '@puregrad/tensors/interpreters';
/** A column of numbers, taken as it is. */
export interface NumberEncoding {
  readonly name: string;
  readonly kind: 'number';
  /** Stands in for a missing value; without it, a missing value is an error. */
  readonly fill?: number;
}

/** A column of words: as a column `name=word` for each category, or as the category's index. */
export interface CategoryEncoding {
  readonly name: string;
  readonly kind: 'oneHot' | 'index';
  readonly categories: readonly string[];
  readonly fill?: string;
}

/** How a column becomes one column of `x`, or several. */
export type FeatureEncoding = NumberEncoding | CategoryEncoding;

/** What is to be learnt: a number, or one of the classes. */
export type TargetEncoding =
  | { readonly name: string; readonly kind: 'number' }
  | { readonly name: string; readonly kind: 'classes'; readonly classes: readonly string[] };

/**
 * How tables become tensors: a plain value, fitted to the training table and saved with the model
 * (`JSON.stringify`, `decodeEncoding`), so that every later table gets the same columns.
 */
export interface Encoding {
  readonly features: readonly FeatureEncoding[];
  readonly target?: TargetEncoding;
  /** Of a category that the training table did not have: an error, or zeros in all its columns. */
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
