import {
  ArgumentError,
  cast,
  divideNoNaN,
  equal,
  isTensor,
  mean,
  mul,
  notEqual,
  sum,
  type Tensor,
  tensor,
  where,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf } from '@puregrad/tensors/interpreters';
import { requireAlike, requireFloat, requireNotNegative } from './require.ts';

/**
 * The reduction of the losses `l` of n examples with weights `w`, 1 by default:
 *
 * - `none`: no reduction, `w·l`;
 * - `sum`: `Σ w·l`;
 * - `mean`: `Σ w·l / n`, divided by the number of losses, as in Keras;
 * - `weightedMean`: `Σ w·l / Σ w`, PyTorch's `mean` with class weights;
 * - `nonzeroMean`: `Σ w·l / #(w ≠ 0)`, TF1's `SUM_BY_NONZERO_WEIGHTS`.
 *
 * The last two are 0 if all weights are 0, as in TF1; PyTorch returns NaN.
 */
export type Reduction = 'none' | 'mean' | 'sum' | 'weightedMean' | 'nonzeroMean';

export interface LossOptions {
  /** `none` by default: reduce with `mean` or `sum` after the call, or name the reduction here. */
  readonly reduction?: Reduction;
  /**
   * The weight of each loss, at least 0, in the shape and dtype of the unreduced losses; 1 by
   * default. An example of weight 0 is left out, whatever its loss: it does not change the value, and the gradient of
   * its prediction is 0 if its derivatives are finite.
   */
  readonly sampleWeights?: Tensor | readonly number[];
}

export const lossKinds: KindsOf<LossOptions> = {
  reduction: 'string?',
  sampleWeights: 'number[]|tensor?',
};

/**
 * Weights the losses, then reduces them. `counted` holds the weights that the losses include already (class weights): they
 * only enter the divisors of the weighted means.
 */
export const reduce = (
  operation: string,
  losses: Tensor,
  options: LossOptions,
  counted?: Tensor,
): Tensor => {
  const { reduction = 'none', sampleWeights } = checkOptions(operation, options, lossKinds);
  const weights = sampleWeights && sampleWeightsFor(operation, sampleWeights, losses);
  // The product alone is not enough: 0 · Infinity is NaN.
  const weighted = weights ? where(equal(weights, 0), 0, mul(losses, weights)) : losses;
  const total = weights && counted ? mul(weights, counted) : (weights ?? counted);
  switch (reduction) {
    case 'none':
      return weighted;
    case 'sum':
      return sum(weighted);
    case 'mean':
      return mean(weighted);
    case 'weightedMean':
      return total ? divideNoNaN(sum(weighted), sum(total)) : mean(weighted);
    case 'nonzeroMean':
      return total
        ? divideNoNaN(sum(weighted), sum(cast(notEqual(total, 0), total.dtype)))
        : mean(weighted);
    default:
      throw new ArgumentError(
        `${operation}: unknown reduction ${String(reduction satisfies never)}; use 'none', 'mean', 'sum', 'weightedMean' or 'nonzeroMean'`,
      );
  }
};

const sampleWeightsFor = (
  operation: string,
  given: Tensor | readonly number[],
  losses: Tensor,
): Tensor => {
  const dtype = requireFloat(operation, 'losses', losses);
  const weights = isTensor(given) ? given : tensor(given, { dtype });
  requireAlike(
    operation,
    ['losses', losses],
    ['sampleWeights', weights],
    'each loss has one weight; ',
  );
  requireNotNegative(operation, 'sampleWeights', weights);
  return weights;
};
