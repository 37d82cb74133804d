import {
  ArgumentError,
  cast,
  DTypeError,
  equal,
  greater,
  mean,
  mul,
  reshape,
  ShapeError,
  showShape,
} from '@puregrad/tensors';
import { type MetricWithMode, withMode } from './mode.ts';

/**
 * The share of yes-or-no answers that are right. A logit above 0 is a yes, and NaN is never right. It is a mean
 * over examples. It works inside `compile`.
 *
 * @param logits floats `[...]` before the sigmoid; or `[..., 1]` if the labels have one axis less.
 * @param labels 0 or 1, as floats or int32. For another label, every answer is wrong.
 * @throws ShapeError if the shapes do not fit; DTypeError if the logits are int32; ArgumentError if the
 * batch is empty.
 * @example
 * ```ts
 * import { binaryAccuracy } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * binaryAccuracy(tensor([2, -1, 3, -4]), tensor([1, 0, 0, 0])).item(); // => 0.75
 * ```
 */
export const binaryAccuracy: MetricWithMode = withMode('max', (logits, labels) => {
  if (logits.dtype === 'int32')
    throw new DTypeError('binaryAccuracy: logits must be floats, got int32');
  const single = logits.rank === labels.rank + 1 && logits.shape.at(-1) === 1;
  const shape = single ? logits.shape.slice(0, -1) : logits.shape;
  if (showShape(shape) !== showShape(labels.shape))
    throw new ShapeError(
      `binaryAccuracy: logits of shape ${showShape(logits.shape)} and labels of shape ${showShape(labels.shape)} do not fit`,
    );
  if (labels.size === 0)
    throw new ArgumentError('binaryAccuracy: an empty batch has no accuracy; leave it out');
  const flat = single ? reshape(logits, shape) : logits;
  const yes = cast(greater(flat, 0), labels.dtype);
  // A NaN is neither a yes nor a no.
  return mean(cast(mul(equal(yes, labels), equal(flat, flat)), 'float32'));
});
