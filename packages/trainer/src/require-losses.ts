import { meanSquaredError } from '@puregrad/losses';
import { ArgumentError, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { requireTensor } from '@puregrad/tensors/interpreters';

type Loss = (output: Tensor, targets: Tensor) => Tensor;

/**
 * The losses of a batch, or a scalar, checked. There must be one loss per example, or one per element of the
 * output (an axis may be 1): a target `[n]` against an output `[n, 1]` gives `[n, n]`, which would train on pairs
 * that do not belong together.
 *
 * @throws ShapeError naming both shapes; ArgumentError for a loss that does not return a tensor.
 */
export const requireLosses = (losses: Tensor, output: Tensor, targets: Tensor): Tensor => {
  requireTensor('loss', losses);
  const fits =
    losses.rank <= output.rank &&
    losses.shape.every((size, axis) => size === output.shape[axis] || (size === 1 && axis > 0));
  if (!fits)
    throw new ShapeError(
      `loss: losses of shape ${showShape(losses.shape)} do not fit outputs of shape ${showShape(output.shape)}: one for each example or element is expected (the targets have shape ${showShape(targets.shape)}); reshape targets or output, so that they do not broadcast, or take a mean over the other axes`,
    );
  return losses;
};

/** The loss without reduction, if it is `meanSquaredError`; any other loss itself. */
export const unreduced = (loss: Loss): Loss =>
  loss === meanSquaredError
    ? (output, targets) => meanSquaredError(output, targets, { reduction: 'none' })
    : loss;

/** @throws ArgumentError for a scalar, because the losses of its examples cannot be weighted. */
export const requireWeighable = (losses: Tensor): Tensor => {
  if (losses.rank === 0)
    throw new ArgumentError(
      'loss: the loss is a scalar, but sampleWeights and classWeights need one loss for each example; return [batch], without the mean',
    );
  return losses;
};
