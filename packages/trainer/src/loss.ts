import type { Features } from '@puregrad/data';
import { type HeadLosses, type HeadTensors, unreduced } from '@puregrad/losses';
import { divideNoNaN, equal, mean, mul, reshape, sum, type Tensor, where } from '@puregrad/tensors';
import { requireLosses, requireWeighable } from './require-losses.ts';

/** Losses of several heads are those of all heads of the output. */
type OfAllHeads<O extends Features> = O extends Tensor
  ? unknown
  : { readonly heads?: { readonly [K in keyof O]: unknown } };

/**
 * Losses of a batch from the network's output and the targets: one per example or element. Their mean
 * is allowed too, unless examples are weighted. A network with several heads takes `headLosses` of them.
 */
export type Loss<O extends Features = Tensor, Y extends Features = Tensor> = ((
  output: O,
  targets: Y,
) => Tensor) &
  OfAllHeads<O>;

/** A loss of whatever a network gives. */
export type AnyLoss = Loss<Features, Features>;

/**
 * The divisor of weighted losses: their number (`mean`, as in Keras), or the sum of their
 * weights (`weightedMean`, as for PyTorch's class weights).
 */
export type Weighting = 'mean' | 'weightedMean';

export const isHeadLosses = (loss: AnyLoss): loss is AnyLoss & HeadLosses<HeadTensors> =>
  'heads' in loss;

/** The mean of losses, with a weight for each row. */
const reduceLosses = (losses: Tensor, weights: Tensor, weighting: Weighting): Tensor => {
  const rows = reshape(weights, [weights.size, ...losses.shape.slice(1).map(() => 1)]);
  // Selected, not multiplied, so that an example of weight 0 is left out even if its loss is infinite.
  const weighted = where(equal(rows, 0), 0, mul(losses, rows));
  if (weighting === 'mean') return mean(weighted);
  return divideNoNaN(sum(weighted), mul(sum(weights), losses.size / weights.size));
};

/** The weights of the rows of a batch; undefined if all are equal. */
export interface RowWeights {
  readonly weights: Tensor | undefined;
  readonly weighting: Weighting;
}

/** The mean loss of a batch, of several heads their weighted sum. */
export const meanLoss = (
  loss: AnyLoss,
  output: Features,
  targets: Features,
  rows: RowWeights,
): Tensor => {
  if (isHeadLosses(loss))
    return loss(output as HeadTensors, targets as HeadTensors, {
      each: (one, ...of) => meanLoss(one as AnyLoss, ...of, rows),
    });
  const { weights, weighting } = rows;
  if (weights === undefined) return mean(requireLosses(loss(output, targets), output, targets));
  const losses = requireLosses(
    unreduced(loss as Loss)(output as Tensor, targets as Tensor),
    output,
    targets,
  );
  return reduceLosses(requireWeighable(losses), weights, weighting);
};
