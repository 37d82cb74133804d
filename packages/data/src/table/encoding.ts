import { checkOptions } from '@puregrad/tensors/interpreters';
import type { DatePart } from './date-parts.ts';

/** A column of numbers, which stays one column. */
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

/**
 * A column of dates, encoded by its parts: `time` is the column itself, in seconds since 1970-01-01 UTC. The others
 * are places in a cycle, `name year`, `name week` and `name day`, each a sine and a cosine, so that the end of a cycle
 * is beside its beginning.
 */
export interface DateEncoding {
  readonly name: string;
  readonly kind: 'date';
  readonly parts: readonly DatePart[];
  /** The replacement for missing values, in seconds. */
  readonly fill?: number;
}

/** The encoding of a column as one or several columns of `x`. */
export type FeatureEncoding = NumberEncoding | CategoryEncoding | DateEncoding;

/** A target that is a number: it is learnt as `(value − mean) / std`, if there are a mean and a deviation. */
export interface NumberTarget {
  readonly name: string;
  readonly kind: 'number';
  readonly mean?: number;
  /** Above 0; 1 if all values are equal. */
  readonly std?: number;
}

/** The encoding of the target: a number, or one of the classes. */
export type TargetEncoding =
  | NumberTarget
  | { readonly name: string; readonly kind: 'classes'; readonly classes: readonly string[] };

/** What standardizes the encoded columns: column i becomes `(value − mean[i]) / std[i]`, or 0 if `std[i]` is 0. */
export interface EncodingScale {
  readonly mean: readonly number[];
  /** 0 for a column that has the same value, its mean, in every row. */
  readonly std: readonly number[];
}

/**
 * The encoding of tables as tensors: a plain value, fitted to the training table and saved with the model
 * (`JSON.stringify`, `decodeEncoding`), so that every later table is encoded as the same columns.
 */
export interface Encoding {
  readonly features: readonly FeatureEncoding[];
  readonly target?: TargetEncoding;
  /** The encoding of a category that the training table did not have: an error, or zeros in all its columns. */
  readonly unknown: 'error' | 'zeros';
  /** Without it, the encoded columns are not standardized. */
  readonly scale?: EncodingScale;
}

/**
 * The names of the columns of an encoded table: one for a number, `name=category` for each category, and for a date
 * those of its parts.
 *
 * @example
 * ```ts
 * import { featureNames } from '@puregrad/data/table';
 * const features = featureNames({
 *   features: [
 *     { name: 'size', kind: 'number' },
 *     { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
 *     { name: 'sold', kind: 'date', parts: ['time', 'week'] },
 *   ],
 *   unknown: 'error',
 * });
 * features; // => ['size', 'color=blue', 'color=red', 'sold', 'sold week sin', 'sold week cos']
 * ```
 */
export const featureNames = (encoding: Encoding): readonly string[] =>
  checkOptions('featureNames', { encoding }, { encoding: '{features}' }).encoding.features.flatMap(
    namesOf,
  );

const namesOf = (feature: FeatureEncoding): readonly string[] => {
  const { name } = feature;
  switch (feature.kind) {
    case 'oneHot':
      return feature.categories.map((category) => `${name}=${category}`);
    case 'date':
      return feature.parts.flatMap((part) =>
        part === 'time' ? [name] : [`${name} ${part} sin`, `${name} ${part} cos`],
      );
    default:
      return [name];
  }
};

/** The columns of `x` that a column of the table became, from `start` up to but without `end`. */
export interface FeatureGroup {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * For each feature, the columns of `x` that it became: what belongs together if columns are shuffled, left out or
 * described.
 *
 * @example
 * ```ts
 * import { featureGroups } from '@puregrad/data/table';
 * const groups = featureGroups({
 *   features: [
 *     { name: 'size', kind: 'number' },
 *     { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
 *   ],
 *   unknown: 'error',
 * });
 * groups; // => [{ name: 'size', start: 0, end: 1 }, { name: 'color', start: 1, end: 3 }]
 * ```
 */
export const featureGroups = (encoding: Encoding): readonly FeatureGroup[] => {
  checkOptions('featureGroups', { encoding }, { encoding: '{features}' });
  let end = 0;
  return encoding.features.map((feature) => {
    const start = end;
    end += widthOf(feature);
    return { name: feature.name, start, end };
  });
};

/** The number of columns that a feature becomes. */
export const widthOf = (feature: FeatureEncoding): number => {
  switch (feature.kind) {
    case 'oneHot':
      return feature.categories.length;
    case 'date':
      return feature.parts.reduce((sum, part) => sum + (part === 'time' ? 1 : 2), 0);
    default:
      return 1;
  }
};
