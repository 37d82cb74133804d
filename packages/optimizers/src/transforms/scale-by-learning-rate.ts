import { cast, mapTree, mul, neg, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions, requireNumber, requireTensor } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateless } from '../gradient-transform.ts';
import type { Schedule } from '../schedules/schedule.ts';

/** A fixed learning rate, or one for each step. */
export type LearningRate = number | Schedule;

/** Requires a schedule to return a scalar: another shape would be broadcast to the updates. */
const rateAt = (schedule: Schedule, step: Tensor): Tensor => {
  const rate = requireTensor('learningRate', schedule(step));
  if (rate.rank > 0)
    throw new ShapeError(`learningRate: a schedule gives a scalar, got ${showShape(rate.shape)}`);
  return rate;
};

/**
 * `u ← -η u`: turns a direction of ascent into a step of descent.
 *
 * @throws ArgumentError if the rate is negative or not finite.
 * @example
 * ```ts
 * import { optimizer, scaleByLearningRate } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(scaleByLearningRate(0.5));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray(); // => [1.5, 2]
 * ```
 */
export const scaleByLearningRate = (rate: LearningRate): GradientTransform => {
  checkOptions('scaleByLearningRate', { rate }, { rate: 'number|function' });
  if (typeof rate === 'number') requireNumber('learningRate', { 'a rate': rate }, '[0, ∞)');
  return stateless((updates, { step }) => {
    if (typeof rate === 'number') return mapTree(updates, (update) => mul(update, -rate));
    return mapTree(updates, (update) => mul(update, neg(rateAt(rate, cast(step, update.dtype)))));
  });
};
