import { argMax, DTypeError, ShapeError, showShape, type Tensor } from '@puregrad/tensors';

/**
 * The class that each prediction stands for: int32 classes `[...]` as they are, of float scores
 * `[..., classes]` the best. They fit int32 labels `[...]`.
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
