import {
  ArgumentError,
  DTypeError,
  isTensor,
  ShapeError,
  showShape,
  type Tensor,
  type TensorData,
} from '@puregrad/tensors';
import { type Features, partsOf } from './features.ts';

/**
 * The class of each of `count` rows: the given labels, or `y` without them.
 *
 * @throws ArgumentError, in the name of `operation`, if `y` has parts and no labels are given; DTypeError or ShapeError
 * if the labels are not int32 `[count]`.
 */
export const labelsOf = (
  operation: string,
  {
    labels,
    y,
    count,
  }: { readonly labels: Tensor | undefined; readonly y: Features; readonly count: number },
): TensorData => {
  const classes = labels ?? y;
  if (!isTensor(classes)) {
    const names = partsOf(operation, 'y', classes).map(([name]) => name);
    throw new ArgumentError(
      `${operation}: y has the parts ${names.join(', ')}; pass the one that holds the classes, { labels: data.${names[0]} }`,
    );
  }
  const name = labels === undefined ? 'y' : 'labels';
  if (classes.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: ${name} must hold classes as int32, got ${classes.dtype}; cast(${name}, 'int32'), or split without regard to classes`,
    );
  if (classes.rank !== 1)
    throw new ShapeError(
      `${operation}: ${name} must hold one class a row, shape [count], got ${showShape(classes.shape)}; take argMax of one-hot labels`,
    );
  if (classes.size !== count)
    throw new ShapeError(
      `${operation}: ${name} must have shape [${count}], one class for each row, got ${showShape(classes.shape)}`,
    );
  return classes.data;
};
