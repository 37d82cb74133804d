import {
  broadcastTo,
  mean,
  reshape,
  ShapeError,
  showShape,
  type Tensor,
  transpose,
} from '@puregrad/tensors';
import { checkOptions, requireTensor } from '@puregrad/tensors/interpreters';
import { unreduced } from './unreduced.ts';

/**
 * The mean of the losses of k members, whose predictions lie on the axis after the batch:
 *
 * `1/k · Σₘ loss(predictions[:, m], targets)`.
 *
 * Every member learns from the targets by itself, unlike with the loss of the members' mean. `fit` takes it as it takes
 * the loss of one member.
 *
 * @param loss a loss of one member, predictions `[n, ...]` and targets `[n, ...]`.
 * @returns a loss of predictions `[n, k, ...]` and the same targets. It gives the mean over the members of what `loss` gives:
 * one loss for each example or element, or a scalar.
 * @throws ShapeError from the loss itself, if the predictions have no axis of members, if there are no members, or if the
 * targets have another number of rows.
 *
 * Source: Gorishniy, Kotelnikov and Babenko, *TabM* (ICLR 2025), trains on this mean.
 * @example
 * ```ts
 * import { meanSquaredError, overMembers } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * const loss = overMembers(meanSquaredError);
 * const predictions = tensor([[1, 3], [2, 2]]); // two examples, two members
 * loss(predictions, tensor([1, 0])).toArray(); // => [2, 4]
 * ```
 */
export const overMembers = (
  loss: (predictions: Tensor, targets: Tensor) => Tensor,
): ((predictions: Tensor, targets: Tensor) => Tensor) => {
  checkOptions('overMembers', { loss }, { loss: 'function' });
  const ofRows = unreduced(loss);
  return (predictions, targets) => {
    checkOptions(
      'overMembers',
      { predictions, targets },
      { predictions: 'tensor', targets: 'tensor' },
    );
    const [rows = 0, members = 0, ...rest] = predictions.shape;
    if (members < 1 || targets.rank < 1 || targets.shape[0] !== rows)
      throw new ShapeError(
        `overMembers: predictions of shape ${showShape(predictions.shape)} and targets of shape ${showShape(targets.shape)} do not fit: predictions have shape [n, members, ...] with one member or more, targets [n, ...]`,
      );
    // Member after member, so that a loss that names the row of a wrong label names that of the example.
    const axes = [1, 0, ...rest.map((_, i) => i + 2)];
    const all = members * rows;
    const repeated = broadcastTo(targets, [members, ...targets.shape]);
    const losses = requireTensor(
      'overMembers',
      ofRows(
        reshape(transpose(predictions, axes), [all, ...rest]),
        reshape(repeated, [all, ...targets.shape.slice(1)]),
      ),
    );
    if (losses.rank === 0) return losses;
    if (losses.shape[0] !== all)
      throw new ShapeError(
        `overMembers: the loss gives shape ${showShape(losses.shape)} for ${all} rows, those of ${members} members; return one loss for each row, or a scalar`,
      );
    return mean(reshape(losses, [members, rows, ...losses.shape.slice(1)]), { axes: 0 });
  };
};
