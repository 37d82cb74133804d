import { DTypeError, ShapeError, showShape, type Tensor, type TensorData } from '@puregrad/tensors';

/**
 * The group of each row.
 *
 * @throws DTypeError or ShapeError, in the name of `operation`, if the groups are not int32 `[count]`.
 */
export const groupsOf = (operation: string, groups: Tensor, count: number): TensorData => {
  if (groups.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: groups must be int32 numbers, got ${groups.dtype}; number the groups, for example from 0`,
    );
  if (groups.rank !== 1 || groups.size !== count)
    throw new ShapeError(
      `${operation}: groups must have shape [${count}], one group for each row, got ${showShape(groups.shape)}`,
    );
  return groups.data;
};
