import { add, exp, mul, neg, softplus, sub, type Tensor } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { requireAlike } from './require.ts';
import { ruledOut } from './ruled-out.ts';

export interface SigmoidFocalLossOptions extends LossOptions {
  /** γ ≥ 0: the rate at which the loss of right predictions vanishes; 2 by default. 0 is the cross-entropy. */
  readonly gamma?: number;
  /** α in [0, 1]: positive labels have weight α, negative ones 1 - α. Both have weight 1 by default. */
  readonly alpha?: number;
}

/**
 * The cross-entropy of independent yes-or-no labels with each term scaled by how wrong it is, from
 * logits, per element: `α·y·(1-p)^γ·(-ln p) + (1-α)·(1-y)·p^γ·(-ln(1-p))` with `p = σ(z)`. Many easy
 * examples then do not outweigh the few hard ones.
 *
 * Powers are taken as `e^(γ·ln σ(-z))`, so that value and gradient are finite for every finite logit,
 * and for every γ. The loss of an infinite logit is 0 if the label agrees.
 *
 * @param logits floats of any shape, before the sigmoid.
 * @param labels probabilities from 0 to 1, of the logits' shape and dtype.
 * @returns losses of the same shape; a scalar for the other reductions.
 * @throws ShapeError if the shapes differ; DTypeError if the labels are integers; ArgumentError if γ
 * is below 0 or α is outside [0, 1].
 * @example
 * ```ts
 * import { sigmoidFocalLoss } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * sigmoidFocalLoss(tensor([1000, -1000]), tensor([1, 1])).toArray(); // => [0, 1000]
 * ```
 *
 * Source: Lin et al., *Focal loss for dense object detection* (ICCV 2017), which uses α = 0.25 with
 * γ = 2; torchvision has that α by default, and its γ enters differently for labels between 0 and 1.
 */
export const sigmoidFocalLoss = (
  logits: Tensor,
  labels: Tensor,
  given: SigmoidFocalLossOptions = {},
): Tensor => {
  const name = 'sigmoidFocalLoss';
  const {
    gamma = 2,
    alpha,
    ...options
  } = checkOptions(name, given, { ...lossKinds, gamma: 'number?', alpha: 'number?' });
  requireAlike(name, ['logits', logits], ['labels', labels]);
  requireNumber(name, { gamma }, '[0, ∞)');
  if (alpha !== undefined) requireNumber(name, { alpha }, '[0, 1]');
  const term = (label: Tensor, logit: Tensor, weight: number): Tensor => {
    const share = mul(label, weight);
    const z = ruledOut(share, logit);
    const cost = softplus(neg(z));
    return mul(share, gamma === 0 ? cost : mul(exp(mul(softplus(z), -gamma)), cost));
  };
  const [yes, no] = alpha === undefined ? [1, 1] : [alpha, 1 - alpha];
  const losses = add(term(labels, logits, yes), term(sub(1, labels), neg(logits), no));
  return reduce(name, losses, options);
};
