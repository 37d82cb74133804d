import { ArgumentError, adopt, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** Neighboring columns of `x` that belong together: a number, or all columns that one category became. */
export interface ColumnGroup {
  readonly name: string;
  /** The first column. */
  readonly start: number;
  /** The column after the last one. */
  readonly end: number;
}

/**
 * The matrix that the groups are columns of, checked.
 *
 * @throws ShapeError, DTypeError or ArgumentError.
 */
export const requireColumns = (operation: string, x: Tensor): Tensor => {
  checkOptions(operation, { x }, { x: 'tensor' });
  if (x.rank !== 2 || x.shape[0] === 0)
    throw new ShapeError(
      `${operation}: x must have shape [rows, columns] with at least one row, got ${showShape(x.shape)}`,
    );
  return x;
};

export const requireGroup = (operation: string, x: Tensor, group: ColumnGroup): ColumnGroup => {
  const { name, start, end } = checkOptions(operation, group, {
    name: 'string',
    start: 'integer',
    end: 'integer',
  });
  const columns = x.shape[1]!;
  if (start < 0 || end <= start || end > columns)
    throw new ArgumentError(
      `${operation}: group '${name}' is from column ${start} to before ${end}, but x has columns 0 to ${columns - 1}`,
    );
  return group;
};

/** A copy of `x` with other values in the columns of a group; `valueOf` gives the value of a row in a column of the group. */
export const withColumns = (
  x: Tensor,
  { start, end }: ColumnGroup,
  valueOf: (row: number, column: number) => number,
): Tensor => {
  const [rows, columns] = x.shape as readonly [number, number];
  const data = x.data.slice();
  for (let row = 0; row < rows; row++)
    for (let column = start; column < end; column++)
      data[row * columns + column] = valueOf(row, column - start);
  return adopt(data, x.shape);
};
