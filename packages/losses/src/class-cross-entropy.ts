import { add, div, equal, logSoftmax, mul, sub, sum, type Tensor, where } from '@puregrad/tensors';
import { type Reduction, reduce } from './reduce.ts';
import { requireSmoothing, type Weights, weightsFor } from './require.ts';

/** Beside the others: the sum over the sum of the examples' class weights, PyTorch's `mean`. */
export type ClassReduction = Reduction | 'weightedMean';

export interface ClassCrossEntropyOptions {
  /** `none` by default: one loss for each example. */
  readonly reduction?: ClassReduction;
  /** ε in `y ← y·(1-ε) + ε/K` for K classes, from 0 to 1; 0 by default. */
  readonly labelSmoothing?: number;
  /** How much each of the K classes counts; 1 by default. */
  readonly classWeights?: Weights;
}

/** What both losses over exclusive classes are once labels are distributions of the logits' shape. */
export const classCrossEntropy = (
  operation: string,
  logits: Tensor,
  labels: Tensor,
  { labelSmoothing = 0, classWeights = 1, reduction = 'none' }: ClassCrossEntropyOptions,
): readonly [losses: Tensor, reduce: (losses: Tensor) => Tensor] => {
  requireSmoothing(operation, labelSmoothing);
  const weights = weightsFor(operation, 'classWeights', classWeights, logits);
  const weighted = (x: Tensor): Tensor => (weights === 1 ? x : mul(x, weights));
  const classes = logits.shape.at(-1)!;
  const smooth =
    labelSmoothing === 0 ? labels : add(mul(labels, 1 - labelSmoothing), labelSmoothing / classes);
  // 0 · ln 0 is 0, so that a class may be ruled out by a logit of -Infinity.
  const terms = where(equal(smooth, 0), 0, mul(weighted(smooth), logSoftmax(logits)));
  return [
    // Not neg, which makes -0 of a loss of 0.
    sub(0, sum(terms, { axes: -1 })),
    (losses) =>
      reduction === 'weightedMean'
        ? div(sum(losses), sum(weighted(labels)))
        : reduce(operation, losses, reduction),
  ];
};
