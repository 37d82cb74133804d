import type { Tensor } from '@puregrad/tensors';
import { type ClassCrossEntropyOptions, classCrossEntropy } from './class-cross-entropy.ts';
import { classLabels } from './class-labels.ts';

/**
 * The cross-entropy of exclusive classes given by number, from logits, per example:
 * `-w_y · logSoftmax(z)_y` for label y, with class weights w (1 by default). Finite, with a finite
 * gradient, for all finite logits.
 *
 * A label outside `0 … classes-1` throws where labels can be read. While `compile` traces they
 * cannot; the loss of such an example is then NaN, and its gradient 0.
 *
 * @param logits floats `[..., classes]`, before the softmax.
 * @param labels int32 `[...]`.
 * @returns losses `[...]`; a scalar for the other reductions.
 * @throws ShapeError where the shapes don't fit; DTypeError for labels that are not int32;
 * ArgumentError naming the first label that is no class, and its row.
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
