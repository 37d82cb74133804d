import { pipe, type Tensor } from '@puregrad/tensors';
import { type Either, map } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { mapColumns, requireFinite, widthOf } from './columns.ts';
import { momentsOf } from './moments.ts';
import type { Standardize } from './transform.ts';

/**
 * The mean and the standard deviation of every column of `[count, ...features]`:
 *
 * `mean = Σ x / n`, `std = √(Σ (x − mean)² / n)`, and 1 if all values are equal
 *
 * computed in float64 relative to the column's first value, so that a column of 10⁸ plus a little noise is
 * accurate. The variance is divided by n, as in scikit-learn's `StandardScaler`.
 *
 * @returns Left if there are no rows, or naming the row and column of a NaN or an infinity.
 * @throws ShapeError for a scalar; ArgumentError for a record of parts: fit a transform to each.
 * @example
 * ```ts
 * import { fitStandardize } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * fitStandardize(tensor([[1, 5], [3, 5]]));
 * // => { _tag: 'Right', right: { kind: 'standardize', mean: [2, 5], std: [1, 1] } }
 * ```
 */
export const fitStandardize = (x: Tensor): Either<DataError, Standardize> => {
  return pipe(
    requireFinite('fitStandardize', x),
    map(() => {
      const moments = mapColumns(x, widthOf('fitStandardize', x), momentsOf);
      // JSON does not represent −0.
      const mean = moments.map((of) => 0 + of.mean);
      const std = moments.map((of) => of.std || 1);
      return { kind: 'standardize', mean, std };
    }),
  );
};
