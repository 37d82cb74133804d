import { pipe, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, map } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { mapColumns, requireFinite, widthOf } from './columns.ts';
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
 * @throws ShapeError for a scalar.
 * @example
 * ```ts
 * import { fitStandardize } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * fitStandardize(tensor([[1, 5], [3, 5]]));
 * // => { _tag: 'Right', right: { kind: 'standardize', mean: [2, 5], std: [1, 1] } }
 * ```
 */
export const fitStandardize = (x: Tensor): Either<DataError, Standardize> => {
  checkOptions('fitStandardize', { x }, { x: 'tensor' });
  return pipe(
    requireFinite('fitStandardize', x),
    map(() => {
      const width = widthOf('fitStandardize', x);
      const mean = mapColumns(
        x,
        width,
        ({ first, count, reduce }) =>
          first + reduce((sum, value) => sum + (value - first) / count, 0),
      );
      const std = mapColumns(x, width, ({ column, count, reduce }) => {
        const center = mean[column]!;
        // In units of the largest deviation, squares neither overflow nor underflow.
        const unit = reduce((most, value) => Math.max(most, Math.abs(value - center)), 0);
        if (unit === 0) return 1;
        return unit * Math.sqrt(reduce((sum, v) => sum + ((v - center) / unit) ** 2, 0) / count);
      });
      return { kind: 'standardize', mean, std };
    }),
  );
};
