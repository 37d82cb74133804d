import {
  ArgumentError,
  argMax,
  DTypeError,
  greaterEqual,
  less,
  mul,
  ShapeError,
  SymbolicTensorError,
  showShape,
  type Tensor,
  type TensorData,
} from '@puregrad/tensors';

/**
 * The class of each prediction: int32 classes `[...]` as they are, or the class with the highest of float scores
 * `[..., classes]`. Checks that they fit int32 labels `[...]`.
 */
export const predictedClasses = (
  operation: string,
  predictions: Tensor,
  labels: Tensor,
): Tensor => {
  if (labels.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: labels must be int32 class numbers, got ${labels.dtype}; use argMax of one-hot rows, or cast(labels, 'int32')`,
    );
  const scores = predictions.dtype !== 'int32';
  const expected = scores ? predictions.shape.slice(0, -1) : predictions.shape;
  if ((scores && predictions.rank === 0) || showShape(expected) !== showShape(labels.shape))
    throw new ShapeError(
      `${operation}: ${scores ? 'scores' : 'classes'} of shape ${showShape(predictions.shape)} and labels of shape ${showShape(labels.shape)} do not fit: ${scores ? 'float scores have one axis more, the classes' : 'int32 classes have the shape of the labels'}`,
    );
  return scores ? argMax(predictions) : predictions;
};

/** 1 where x is a class number, else 0. */
export const isClass = (x: Tensor, classes: number): Tensor =>
  mul(greaterEqual(x, 0), less(x, classes));

/** Throws for the first element that is not a class. Elements cannot be read while `compile` traces. */
export const requireClasses = (
  operation: string,
  what: string,
  x: Tensor,
  classes: number,
): void => {
  const data = readable(x);
  for (let row = 0; data !== undefined && row < data.length; row++)
    if (!(data[row]! >= 0 && data[row]! < classes))
      throw new ArgumentError(
        `${operation}: ${what} ${data[row]} in row ${row} is none of the ${classes} classes; they run from 0 to ${classes - 1}`,
      );
};

/** A tensor's elements; undefined while `compile` traces. */
const readable = (x: Tensor): TensorData | undefined => {
  try {
    return x.data;
  } catch (error) {
    if (error instanceof SymbolicTensorError) return undefined;
    throw error;
  }
};
