import type { Features } from '@puregrad/data';
import { ArgumentError, isTensor, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { requireTensor } from '@puregrad/tensors/interpreters';
import { rowsOf, showParts } from './parts.ts';

/** Whether losses are one for each example or element of the output, or their mean. Of several heads, they are for examples. */
const fits = (losses: Tensor, output: Features): boolean => {
  if (!isTensor(output))
    return losses.rank === 0 || (losses.rank === 1 && losses.size === rowsOf(output));
  return (
    losses.rank <= output.rank &&
    losses.shape.every((size, axis) => size === output.shape[axis] || (size === 1 && axis > 0))
  );
};

/**
 * The losses of a batch, or a scalar, checked. There must be one loss per example, or one per element of the
 * output (an axis may be 1): a target `[n]` against an output `[n, 1]` gives `[n, n]`, which would train on pairs
 * that do not belong together.
 *
 * @throws ShapeError naming both shapes; ArgumentError for a loss that does not return a tensor.
 */
export const requireLosses = (losses: Tensor, output: Features, targets: Features): Tensor => {
  requireTensor('loss', losses);
  if (!fits(losses, output))
    throw new ShapeError(
      `loss: losses of shape ${showShape(losses.shape)} do not fit outputs of shape ${showParts(output)}: one for each example or element is expected (the targets have shape ${showParts(targets)}); reshape targets or output, so that they do not broadcast, or take a mean over the other axes`,
    );
  return losses;
};

/** @throws ArgumentError for a scalar, because the losses of its examples cannot be weighted. */
export const requireWeighable = (losses: Tensor): Tensor => {
  if (losses.rank === 0)
    throw new ArgumentError(
      'loss: the loss is a scalar, but sampleWeights and classWeights need one loss for each example; return [batch], without the mean',
    );
  return losses;
};
