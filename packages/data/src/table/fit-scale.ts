import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { momentsOf, valuesIn } from '../transforms/moments.ts';
import { partFunctions } from './date-parts.ts';
import type { EncodingScale } from './encoding.ts';
import { type FeatureOf, faultOf, featureValues } from './feature-reader.ts';

interface Moments {
  readonly mean: number;
  readonly std: number;
}

/** The means and the deviations of the columns that features become, in the given rows. */
export const fitScale = (
  features: readonly FeatureOf[],
  rows: ArrayLike<number> | undefined,
): Either<DataError, EncodingScale> => {
  const mean: number[] = [];
  const std: number[] = [];
  for (const feature of features) {
    const columns = momentsOfFeature(feature, rows);
    if (columns._tag === 'Left') return columns;
    for (const column of columns.right) {
      // JSON does not represent −0.
      mean.push(0 + column.mean);
      // Values that differ only by the rounding of float64 are a constant.
      std.push(column.std > 2 ** -50 * Math.abs(column.mean) ? column.std : 0);
    }
  }
  return right({ mean, std });
};

/** The mean and the deviation of each column that a feature becomes. */
export const momentsOfFeature = (
  of: FeatureOf,
  rows: ArrayLike<number> | undefined,
): Either<DataError, readonly Moments[]> => {
  const { feature } = of;
  const read = featureValues(of, rows);
  if (read._tag === 'Left') return read;
  const values = read.right;
  if (feature.kind === 'oneHot') return right(momentsOfShares(values, feature.categories.length));
  const columns =
    feature.kind === 'date' ? partFunctions(feature.parts).map((f) => values.map(f)) : [values];
  const moments = columns.map((column) => momentsOf(valuesIn(column)));
  if (moments.every(({ mean, std }) => Number.isFinite(mean) && Number.isFinite(std)))
    return right(moments);
  const largest = values.reduce(
    (best, v, i) => (Math.abs(v) > Math.abs(values[best]!) ? i : best),
    0,
  );
  return left(faultOf('NumberTooLarge', of, rows === undefined ? largest : rows[largest]!));
};

/** The moments of one-hot columns: of n values, c of which are 1 and the others 0, they are c / n and √(c (n − c)) / n. */
const momentsOfShares = (indices: Float64Array, categories: number): readonly Moments[] => {
  const counts = new Float64Array(categories);
  for (const index of indices) counts[index]!++;
  const n = indices.length;
  return Array.from(counts, (c) => ({ mean: c / n, std: Math.sqrt(c * (n - c)) / n }));
};
