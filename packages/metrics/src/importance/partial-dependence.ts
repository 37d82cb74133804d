import { DTypeError, mean, ShapeError, showShape, stack, type Tensor } from '@puregrad/tensors';
import { checkOptions, requireTensor } from '@puregrad/tensors/interpreters';
import { type ColumnGroup, requireColumns, requireGroup, withColumns } from './column-group.ts';

/** What a model predicts for rows `x`: floats `[rows]` or `[rows, outputs]`, such as the probability of each class. */
export type Predict = (x: Tensor) => Tensor | Promise<Tensor>;

/**
 * The mean prediction of a model if a group of columns had the same values in all rows, for each point of a grid:
 *
 * `PD(v) = 1/n Σ_i predict(x_i with v in the columns of the group)`
 *
 * It shows the effect of the group if the group is independent of the other columns. Otherwise, the rows that are
 * made up may be unlike all real rows.
 *
 * Source: Friedman, *Greedy Function Approximation: A Gradient Boosting Machine* (2001).
 *
 * @param predict is called once for each point.
 * @param x rows `[rows, columns]`, as the model takes them.
 * @param grid `[points, columns of the group]`, of the dtype of x and in its units: quantiles of a number, or
 * each category in its one-hot encoding.
 * @returns `[points]` or `[points, outputs]`.
 * @throws ShapeError, DTypeError, ArgumentError for a group without columns or outside x; also any error that `predict` throws.
 * @example
 * ```ts
 * import { partialDependence } from '@puregrad/metrics/importance';
 * import { type Tensor, square, sum, tensor } from '@puregrad/tensors';
 * const predict = (x: Tensor) => sum(square(x), { axes: 1 });
 * const x = tensor([[5, 1], [7, 2]]);
 * const curve = await partialDependence(predict, x, { name: 'a', start: 0, end: 1 }, tensor([[0], [1], [2]]));
 * curve.toArray(); // => [2.5, 3.5, 6.5]
 * ```
 */
export const partialDependence = async (
  predict: Predict,
  x: Tensor,
  group: ColumnGroup,
  grid: Tensor,
): Promise<Tensor> => {
  const operation = 'partialDependence';
  checkOptions(operation, { predict, grid }, { predict: 'function', grid: 'tensor' });
  requireColumns(operation, x);
  const { name, start, end } = requireGroup(operation, x, group);
  const width = end - start;
  const [points = 0, given] = grid.shape;
  if (grid.rank !== 2 || given !== width || points === 0)
    throw new ShapeError(
      `${operation}: the grid of group '${name}' must have shape [points, ${width}] with at least one point, got ${showShape(grid.shape)}`,
    );
  if (grid.dtype !== x.dtype)
    throw new DTypeError(
      `${operation}: the grid must be ${x.dtype} as x is, got ${grid.dtype}; cast it`,
    );
  const means: Tensor[] = [];
  for (let point = 0; point < points; point++) {
    const replaced = withColumns(x, group, (_, column) => grid.data[point * width + column]!);
    const predicted = requireTensor(operation, await predict(replaced));
    if (predicted.rank === 0 || predicted.shape[0] !== x.shape[0])
      throw new ShapeError(
        `${operation}: predict must return a prediction for each of ${x.shape[0]} rows, got shape ${showShape(predicted.shape)}`,
      );
    means.push(mean(predicted, { axes: 0 }));
  }
  return stack(means);
};
