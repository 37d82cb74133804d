import { pipe, type Tensor } from '@puregrad/tensors';
import { type Either, map } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { mapColumns, requireFinite, widthOf } from './columns.ts';
import type { Normalize } from './transform.ts';

/**
 * The minimum and the maximum of every column of `[count, ...features]`, which the transform maps to 0 and 1.
 * Values of later rows outside the range are mapped outside [0, 1]; nothing is clipped.
 *
 * @returns Left if there are no rows, or naming the row and column of a NaN or an infinity.
 * @throws ShapeError for a scalar; ArgumentError for a record of parts: fit a transform to each.
 * @example
 * ```ts
 * import { fitNormalize } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * fitNormalize(tensor([[1, 5], [3, 5]]));
 * // => { _tag: 'Right', right: { kind: 'normalize', min: [1, 5], max: [3, 5] } }
 * ```
 */
export const fitNormalize = (x: Tensor): Either<DataError, Normalize> => {
  return pipe(
    requireFinite('fitNormalize', x),
    map(() => {
      const width = widthOf('fitNormalize', x);
      // JSON does not represent −0.
      return {
        kind: 'normalize',
        min: mapColumns(x, width, ({ first, reduce }) => 0 + reduce(Math.min, first)),
        max: mapColumns(x, width, ({ first, reduce }) => 0 + reduce(Math.max, first)),
      };
    }),
  );
};
