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
  where,
} from '@puregrad/tensors';
import { isClass, requireClasses } from './classes.ts';
import { type MetricWithMode, withMode } from './mode.ts';

/** The least distance of probabilities from 0 and 1: the dtype's precision, as in scikit-learn. */
const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 } as const;

/**
 * The mean negative logarithm of the probability given to the right class, `-mean(ln p_y)`, with p kept
 * within ε of 0 and 1. It is a mean over examples, and works inside `compile`.
 *
 * For logits, use `sparseSoftmaxCrossEntropy` of `@puregrad/losses`, which is exact and does not clip.
 *
 * @param probabilities floats `[n, classes]`, rows that sum to 1.
 * @param labels int32 `[n]`.
 * @throws ShapeError, DTypeError; ArgumentError if the batch is empty, or if a label is not a class
 * (inside `compile`, the result is NaN).
 * @example
 * ```ts
 * import { logLoss } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 1], { dtype: 'int32' });
 * logLoss(tensor([[0.5, 0.5], [0, 1]]), labels).item().toFixed(4); // => '0.3466'
 * ```
 */
export const logLoss: MetricWithMode = withMode('min', (probabilities, labels) => {
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
  const classes = shape[1]!;
  requireClasses('logLoss', 'label', labels, classes);
  const clipped = clip(probabilities, { min: EPSILON[dtype], max: 1 - EPSILON[dtype] });
  const right = oneHot(labels, { classes, dtype });
  const logs = sum(mul(right, log(clipped)), { axes: -1 });
  // Without this, a label that is not a class would count as a perfect answer.
  return neg(mean(where(isClass(labels, classes), logs, Number.NaN)));
});
