import { equal, exp, logSoftmax, logSumExp, mul, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import {
  type ClassWeightOptions,
  classCrossEntropy,
  classWeightKinds,
} from './class-cross-entropy.ts';
import { classLabels } from './class-labels.ts';

export interface SoftmaxFocalLossOptions extends ClassWeightOptions {
  /** γ ≥ 0: the rate at which the loss of right predictions vanishes; 2 by default. 0 is the cross-entropy. */
  readonly gamma?: number;
}

/**
 * The cross-entropy of exclusive classes, given as class numbers, scaled by how wrong it is, from logits, per
 * example: `-w_y·(1 - p_y)^γ·ln p_y` for label y, with `p = softmax(z)` and class weights w.
 *
 * `ln(1 - p_y)` is the logSumExp of the other classes: nothing cancels as p_y approaches 1, and value
 * and gradient are finite for all finite logits, and for every γ.
 *
 * @param logits floats `[..., classes]`, before the softmax.
 * @param labels int32 `[...]`.
 * @returns losses `[...]`; a scalar for the other reductions.
 * @throws the errors of `sparseSoftmaxCrossEntropy`; ArgumentError if γ is below 0.
 * @example
 * ```ts
 * import { softmaxFocalLoss } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 1], { dtype: 'int32' });
 * softmaxFocalLoss(tensor([[1000, 0], [1000, 0]]), labels).toArray(); // => [0, 1000]
 * ```
 *
 * Source: Lin et al., *Focal loss for dense object detection* (ICCV 2017), for more than two classes.
 */
export const softmaxFocalLoss = (
  logits: Tensor,
  labels: Tensor,
  given: SoftmaxFocalLossOptions = {},
): Tensor => {
  const name = 'softmaxFocalLoss';
  const { gamma = 2, ...options } = checkOptions(name, given, {
    ...classWeightKinds,
    gamma: 'number?',
  });
  requireNumber(name, { gamma }, '[0, ∞)');
  const { rows, marked } = classLabels(name, logits, labels);
  return classCrossEntropy(name, logits, rows, options, (losses) =>
    marked(gamma === 0 ? losses : mul(losses, wrongness(logits, rows, gamma))),
  );
};

/** `(1 - p_y)^γ`. */
const wrongness = (logits: Tensor, rows: Tensor, gamma: number): Tensor => {
  // A number instead of -Infinity, whose gradient would be NaN if there is no other class.
  const others = where(equal(rows, 1), -1e30, logSoftmax(logits));
  return exp(mul(logSumExp(others, { axes: -1 }), gamma));
};
