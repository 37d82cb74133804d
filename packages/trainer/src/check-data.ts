import { type Dataset, dataset, requireClasses } from '@puregrad/data';
import { DTypeError, showShape, take, tensor, zeros } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isRight, left, right } from 'fp-ts/lib/Either.js';
import { type InvalidData, invalidData } from './failure.ts';
import type { Objective } from './objective.ts';

/** @throws ArgumentError if a part of a data set is not a tensor. */
export const requireTensors = (operation: string, { x, y, weights }: Dataset): void => {
  checkOptions(operation, { x, y, weights }, { x: 'tensor', y: 'tensor', weights: 'tensor?' });
};

/** Checks that data are complete, finite, and of the network's widths; integer targets are class labels. */
export const checkData = (
  { network, loss }: Pick<Objective, 'network' | 'loss'>,
  data: Dataset,
  name: string,
): Either<InvalidData, Dataset> => {
  const axes = [network.input].flat();
  if (showShape(data.x.shape.slice(1)) !== showShape(axes))
    return left(
      invalidData(
        `${name} data: inputs must have shape [examples, ${axes.join(', ')}], got ${showShape(data.x.shape)}`,
      ),
    );
  if (data.x.dtype !== 'float32')
    return left(
      invalidData(
        `${name} data: inputs must be float32, got ${data.x.dtype}; use cast(x, 'float32')`,
      ),
    );
  const isClasses = data.y.dtype === 'int32';
  const whole = dataset(data.x, data.y, { targets: isClasses ? 'labels' : 'numbers' });
  const checked =
    isRight(whole) && isClasses && typeof network.output === 'number' && network.output > 1
      ? requireClasses(whole.right, network.output)
      : whole;
  if (!isRight(checked)) return left(invalidData(`${name} data: ${checked.left.message}`));
  try {
    // The loss itself decides the type of its targets.
    const first = tensor([0], { dtype: 'int32' });
    loss(zeros([1, ...[network.output].flat()]), take(data.y, first));
  } catch (error) {
    if (error instanceof DTypeError) return left(invalidData(`${name} data: ${error.message}`));
    // Other errors belong to the loss, which reports them when it is used.
  }
  return right(data);
};
