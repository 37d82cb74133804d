import { add, mul, neg, softplus, sub, type Tensor } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { requireAlike, type Weights, weightsFor } from './require.ts';
import { ruledOut } from './ruled-out.ts';

export interface SigmoidCrossEntropyOptions extends LossOptions {
  /** ε in `y ← y·(1-ε) + ε/2`, from 0 to 1; 0 by default. */
  readonly labelSmoothing?: number;
  /** p, the weight of positive labels relative to negative ones, for all classes or each; 1 by default. */
  readonly posWeight?: Weights;
}

/**
 * The cross-entropy of independent yes-or-no labels, from logits, per element.
 *
 * `p·y·ln(1 + e⁻ᶻ) + (1-y)·ln(1 + eᶻ)` with weight p, which for p = 1 is
 * `max(z, 0) - z·y + ln(1 + e^-|z|)`. No term cancels another, and value and gradient are finite
 * for every finite logit; the loss of an infinite one is 0 if the label agrees, else Infinity.
 *
 * @param logits floats of any shape, before the sigmoid.
 * @param labels probabilities from 0 to 1, of the logits' shape and dtype.
 * @returns losses of the same shape; a scalar for the other reductions.
 * @throws ShapeError if the shapes differ (nothing broadcasts); DTypeError if the labels are integers.
 * @example
 * ```ts
 * import { sigmoidCrossEntropy } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * sigmoidCrossEntropy(tensor([1000, -1000]), tensor([1, 1])).toArray(); // => [0, 1000]
 * ```
 *
 * Differs from `tf.nn.sigmoid_cross_entropy_with_logits` in the order of arguments, and from
 * PyTorch's `binary_cross_entropy_with_logits` in that it does not reduce unless asked.
 */
export const sigmoidCrossEntropy = (
  logits: Tensor,
  labels: Tensor,
  given: SigmoidCrossEntropyOptions = {},
): Tensor => {
  const name = 'sigmoidCrossEntropy';
  const {
    labelSmoothing = 0,
    posWeight = 1,
    ...options
  } = checkOptions(name, given, {
    ...lossKinds,
    labelSmoothing: 'number?',
    posWeight: 'number|number[]|tensor?',
  });
  requireAlike(name, ['logits', logits], ['labels', labels]);
  requireNumber(name, { labelSmoothing }, '[0, 1]');
  const weight = weightsFor(name, 'posWeight', posWeight, logits);
  const smooth =
    labelSmoothing === 0 ? labels : add(mul(labels, 1 - labelSmoothing), labelSmoothing / 2);
  const positive = mul(smooth, softplus(neg(ruledOut(smooth, logits))));
  const other = sub(1, smooth);
  const negative = mul(other, softplus(ruledOut(other, logits)));
  return reduce(name, add(weight === 1 ? positive : mul(positive, weight), negative), options);
};
