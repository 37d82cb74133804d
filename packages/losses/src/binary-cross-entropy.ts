import { add, equal, log, mul, neg, sub, type Tensor, where } from '@puregrad/tensors';
import { type LossOptions, reduce } from './reduce.ts';
import { requireAlike } from './require.ts';

/** `y ln p`; 0 if y is 0, for every p. */
const weighed = (labels: Tensor, probabilities: Tensor): Tensor => {
  const isZero = equal(labels, 0);
  return mul(labels, log(where(isZero, 1, probabilities)));
};

/**
 * `-(y ln p + (1-y) ln(1-p))` from probabilities, per element. A wrong prediction with probability 1 has an
 * infinite loss. For logits, use `sigmoidCrossEntropy`, which is finite and exact.
 *
 * @param labels probabilities of the predictions' shape and dtype.
 * @throws ShapeError if the shapes differ; DTypeError if the dtypes do.
 *
 * PyTorch limits the logarithms to -100; this function does not.
 * @example
 * ```ts
 * import { binaryCrossEntropy } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * binaryCrossEntropy(tensor([0.5]), tensor([1])).toArray(); // => [0.6931471824645996]
 * ```
 */
export const binaryCrossEntropy = (
  predictions: Tensor,
  labels: Tensor,
  options: LossOptions = {},
): Tensor => {
  const name = 'binaryCrossEntropy';
  requireAlike(name, ['predictions', predictions], ['labels', labels]);
  const losses = neg(
    add(weighed(labels, predictions), weighed(sub(1, labels), sub(1, predictions))),
  );
  return reduce(name, losses, options);
};
