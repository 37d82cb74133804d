import {
  ArgumentError,
  cast,
  clip,
  div,
  equal,
  greater,
  isNaN as isNaNOf,
  max,
  maximum,
  mean,
  mul,
  oneHot,
  ShapeError,
  showShape,
  sub,
  sum,
  type Tensor,
  where,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { predictedClasses } from './classes.ts';

/**
 * The share of examples whose label is among the k best scores: `topK(1)` is the accuracy, except for ties.
 * They share the remaining places: an example counts `min(1, max(0, (k - b) / t))`, if b scores are better than the
 * label's and t are equal to it. Equal scores thus have k/classes, as chance has. It is a mean over examples, and works
 * inside `compile`.
 *
 * The metric takes float scores `[..., classes]` and int32 labels `[...]`, and returns a float32 scalar.
 *
 * @throws ArgumentError if k is not an integer from 1, if it exceeds the number of classes, or if the batch is empty;
 * ShapeError or DTypeError if scores and labels do not fit.
 * @example
 * ```ts
 * import { topK } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const scores = tensor([[3, 2, 1], [3, 2, 1]]);
 * topK(2)(scores, tensor([1, 2], { dtype: 'int32' })).item(); // => 0.5
 * ```
 */
export const topK = (k: number): ((scores: Tensor, labels: Tensor) => Tensor) => {
  checkOptions('topK', { k }, { k: 'number' });
  requireNumber('topK', { k }, 'integer from 1');
  const share = (scores: Tensor, labels: Tensor): Tensor => {
    if (scores.dtype === 'int32')
      throw new ShapeError(
        `topK: scores must be floats [..., classes], got int32 of shape ${showShape(scores.shape)}; classes have no order`,
      );
    predictedClasses('topK', scores, labels);
    const classes = scores.shape.at(-1)!;
    if (k > classes) throw new ArgumentError(`topK: k is ${k}, but there are ${classes} classes`);
    if (labels.size === 0)
      throw new ArgumentError('topK: an empty batch has no share; leave it out');
    const own = oneHot(labels, { classes, dtype: scores.dtype });
    const score = max(where(cast(own, 'int32'), scores, -Infinity), { axes: -1, keepDims: true });
    const better = sum(cast(greater(scores, score), 'int32'), { axes: -1 });
    // A row with a NaN is never right, and neither is a label that is not a class.
    const sound = sub(1, max(maximum(isNaNOf(scores), 0), { axes: -1 }));
    const known = max(cast(own, 'int32'), { axes: -1 });
    const tied = cast(maximum(sum(equal(scores, score), { axes: -1 }), 1), 'float32');
    const places = div(cast(sub(k, better), 'float32'), tied);
    return mean(mul(clip(places, { min: 0, max: 1 }), cast(mul(sound, known), 'float32')));
  };
  // For `modeOf`.
  return Object.assign(share, { mode: 'max' });
};
