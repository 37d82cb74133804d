import type { Tensor } from '@puregrad/tensors';
import { type ClassCrossEntropyOptions, classCrossEntropy } from './class-cross-entropy.ts';
import { classLabels } from './class-labels.ts';

/**
 * The cross-entropy of exclusive classes, given as class numbers, from logits, per example:
 * `-w_y · logSoftmax(z)_y` for label y, with class weights w (1 by default). Finite, with a finite
 * gradient, for all finite logits.
 *
 * A label outside `0 … classes-1` throws if labels can be read. They cannot be read while `compile` traces: the
 * loss of such an example is then NaN, and its gradient 0.
 *
 * @param logits floats `[..., classes]`, before the softmax.
 * @param labels int32 `[...]`.
 * @returns losses `[...]`; a scalar for the other reductions.
 * @throws ShapeError if the shapes do not fit; DTypeError if the labels are not int32;
 * ArgumentError if a label is not a class; it names the first and its row.
 * @example
 * ```ts
 * import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
 * import { mean, tensor } from '@puregrad/tensors';
 * const logits = tensor([[0, 1000], [0, 0]]);
 * const labels = tensor([0, 1], { dtype: 'int32' });
 * const losses = sparseSoftmaxCrossEntropy(logits, labels); // 1000 and ln 2
 * mean(losses).item().toFixed(3); // => '500.347'
 * ```
 *
 * Differs from `tf.nn.sparse_softmax_cross_entropy_with_logits` in the order of arguments, and from
 * PyTorch's `cross_entropy` in that classes stand on the last axis and nothing is reduced unless
 * asked; PyTorch's `mean` with class weights is `weightedMean` here.
 */
export const sparseSoftmaxCrossEntropy = (
  logits: Tensor,
  labels: Tensor,
  options: ClassCrossEntropyOptions = {},
): Tensor => {
  const name = 'sparseSoftmaxCrossEntropy';
  const { rows, marked } = classLabels(name, logits, labels);
  return classCrossEntropy(name, logits, rows, options, marked);
};
