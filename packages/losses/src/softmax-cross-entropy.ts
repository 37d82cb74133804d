import { ShapeError, type Tensor } from '@puregrad/tensors';
import { type ClassCrossEntropyOptions, classCrossEntropy } from './class-cross-entropy.ts';
import { requireAlike } from './require.ts';

export type { ClassCrossEntropyOptions, ClassWeightOptions } from './class-cross-entropy.ts';
export type { Weights } from './require.ts';

/**
 * The cross-entropy of distributions over exclusive classes, from logits, per example:
 * `-Σₖ wₖ·yₖ·logSoftmax(z)ₖ`, with class weights w (1 by default).
 *
 * Finite, with a finite gradient, for all finite logits. 0 · ln 0 is 0: a logit of -Infinity rules
 * out a class whose label is 0.
 *
 * @param logits floats `[..., classes]`, before the softmax.
 * @param labels distributions of the logits' shape and dtype; rows are taken as they are, even
 * if they do not sum to one.
 * @returns losses `[...]`; a scalar for the other reductions.
 * @throws ShapeError if the shapes differ (nothing broadcasts); DTypeError if the labels are integers:
 * use `sparseSoftmaxCrossEntropy` for those.
 * @example
 * ```ts
 * import { softmaxCrossEntropy } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * softmaxCrossEntropy(tensor([[0, 1000]]), tensor([[1, 0]])).toArray(); // => [1000]
 * ```
 *
 * Differs from `tf.nn.softmax_cross_entropy_with_logits` in the order of arguments, and from
 * PyTorch's `cross_entropy` in that classes stand on the last axis and nothing is reduced unless
 * asked; PyTorch's `mean` with class weights is `weightedMean` here.
 */
export const softmaxCrossEntropy = (
  logits: Tensor,
  labels: Tensor,
  options: ClassCrossEntropyOptions = {},
): Tensor => {
  const name = 'softmaxCrossEntropy';
  requireAlike(
    name,
    ['logits', logits],
    ['labels', labels],
    'for class numbers use sparseSoftmaxCrossEntropy, else ',
  );
  if (logits.rank === 0)
    throw new ShapeError(`${name}: logits have shape [..., classes], got a scalar`);
  return classCrossEntropy(name, logits, labels, options);
};
