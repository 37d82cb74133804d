import { add, equal, logSoftmax, mul, sub, sum, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { type Weights, weightsFor } from './require.ts';

export interface ClassWeightOptions extends LossOptions {
  /** The weight of each of the K classes, at least 0; 1 by default. */
  readonly classWeights?: Weights;
}

export const classWeightKinds: KindsOf<ClassWeightOptions> = {
  ...lossKinds,
  classWeights: 'number|number[]|tensor?',
};

export interface ClassCrossEntropyOptions extends ClassWeightOptions {
  /** ε in `y ← y·(1-ε) + ε/K` for K classes, from 0 to 1; 0 by default. */
  readonly labelSmoothing?: number;
}

/**
 * The loss over exclusive classes for labels that are distributions of the logits' shape.
 * `change` maps the losses before they are weighted by sample and reduced.
 */
export const classCrossEntropy = (
  operation: string,
  logits: Tensor,
  labels: Tensor,
  given: ClassCrossEntropyOptions,
  change: (losses: Tensor) => Tensor = (losses) => losses,
): Tensor => {
  const {
    labelSmoothing = 0,
    classWeights = 1,
    ...options
  } = checkOptions(operation, given, {
    ...classWeightKinds,
    labelSmoothing: 'number?',
  });
  requireNumber(operation, { labelSmoothing }, '[0, 1]');
  const weights = weightsFor(operation, 'classWeights', classWeights, logits);
  const weighted = (x: Tensor): Tensor => (weights === 1 ? x : mul(x, weights));
  const classes = logits.shape.at(-1)!;
  const smooth =
    labelSmoothing === 0 ? labels : add(mul(labels, 1 - labelSmoothing), labelSmoothing / classes);
  // 0 · ln 0 is 0, so a logit of -Infinity may rule out a class.
  const terms = where(equal(smooth, 0), 0, mul(weighted(smooth), logSoftmax(logits)));
  // `neg` would turn a loss of 0 into -0.
  const losses = sub(0, sum(terms, { axes: -1 }));
  return reduce(operation, change(losses), options, sum(weighted(labels), { axes: -1 }));
};
