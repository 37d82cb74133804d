import {
  ArgumentError,
  clip,
  DTypeError,
  log,
  mean,
  mul,
  neg,
  oneHot,
  ShapeError,
  showShape,
  sum,
  type Tensor,
} from '@puregrad/tensors';

/** By how much probabilities are kept off 0 and 1: the dtype's own precision, as scikit-learn. */
const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 } as const;

/**
 * The mean negative logarithm of the probability given to the right class, `-mean(ln p_y)`, with p kept
 * within ε of 0 and 1. A mean over examples. It works inside `compile`.
 *
 * Of logits, take `sparseSoftmaxCrossEntropy` of `@puregrad/losses`, which is exact where this clips.
 *
 * @param probabilities floats `[n, classes]`, rows that sum to 1.
 * @param labels int32 `[n]`.
 * @throws ShapeError, DTypeError; ArgumentError for an empty batch.
 * @example
 * ```ts
 * import { logLoss } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 1], { dtype: 'int32' });
 * logLoss(tensor([[0.5, 0.5], [0, 1]]), labels).item().toFixed(4); // => '0.3466'
 * ```
 */
export const logLoss = (probabilities: Tensor, labels: Tensor): Tensor => {
  const { dtype, shape } = probabilities;
  if (dtype === 'int32' || labels.dtype !== 'int32')
    throw new DTypeError(
      `logLoss: probabilities must be floats and labels int32, got ${dtype} and ${labels.dtype}`,
    );
  if (shape.length !== 2 || showShape(shape.slice(0, 1)) !== showShape(labels.shape))
    throw new ShapeError(
      `logLoss: probabilities [n, classes] and labels [n] do not fit: got ${showShape(shape)} and ${showShape(labels.shape)}`,
    );
  if (labels.size === 0)
    throw new ArgumentError('logLoss: an empty batch has no mean; leave it out');
  const clipped = clip(probabilities, { min: EPSILON[dtype], max: 1 - EPSILON[dtype] });
  const right = oneHot(labels, { classes: shape[1]!, dtype });
  return neg(mean(sum(mul(right, log(clipped)), { axes: -1 })));
};
