import { DTypeError, ShapeError, showShape, type TensorData } from '@puregrad/tensors';
import type { Dataset } from './dataset.ts';

/**
 * The class of each row.
 *
 * @throws DTypeError or ShapeError, in the name of `operation`, if `y` is not int32 `[count]`.
 */
export const labelsOf = (operation: string, { y }: Dataset): TensorData => {
  if (y.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: y must hold classes as int32, got ${y.dtype}; cast(y, 'int32'), or split without regard to classes`,
    );
  if (y.rank !== 1)
    throw new ShapeError(
      `${operation}: y must hold one class a row, shape [count], got ${showShape(y.shape)}; take argMax of one-hot labels`,
    );
  return y.data;
};
