import { ArgumentError, cast, equal, mean } from '@puregrad/tensors';
import { predictedClasses } from './classes.ts';
import { type MetricWithMode, withMode } from './mode.ts';

/**
 * The share of predictions that are right, from 0 to 1. It works inside `compile`.
 *
 * @param predictions float scores `[..., classes]` (logits or probabilities; among equal
 * scores, the first counts), or int32 classes `[...]`.
 * @param labels int32 `[...]`.
 * @returns a float32 scalar.
 * @throws ShapeError if the shapes do not fit; DTypeError if the labels are not int32;
 * ArgumentError if the batch is empty.
 * @example
 * ```ts
 * import { accuracy } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([1, 1, 0, 0], { dtype: 'int32' });
 * accuracy(tensor([[0, 5], [3, 1], [2, 1], [4, 0]]), labels).item(); // => 0.75
 * ```
 */
export const accuracy: MetricWithMode = withMode('max', (predictions, labels) => {
  const classes = predictedClasses('accuracy', predictions, labels);
  if (labels.size === 0)
    throw new ArgumentError('accuracy: an empty batch has no accuracy; leave it out');
  return mean(cast(equal(classes, labels), 'float32'));
});
