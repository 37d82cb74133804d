import { abs, lessEqual, mul, square, sub, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { requireAlike } from './require.ts';

export interface HuberOptions extends LossOptions {
  /** δ, the absolute error at which the parabola becomes a straight line; 1 by default. */
  readonly delta?: number;
}

/**
 * `½e²` if `|e| ≤ δ`, else `δ(|e| - ½δ)`, with `e = p - y`, per element: outliers pull with a
 * constant force.
 *
 * Source: Huber, *Robust estimation of a location parameter* (1964).
 *
 * @throws ShapeError if the shapes differ; ArgumentError if δ is not above 0.
 * @example
 * ```ts
 * import { huber } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * huber(tensor([0.5, 3]), tensor([0, 0])).toArray(); // => [0.125, 2.5]
 * ```
 */
export const huber = (predictions: Tensor, targets: Tensor, given: HuberOptions = {}): Tensor => {
  const name = 'huber';
  const { delta = 1, ...options } = checkOptions(name, given, { ...lossKinds, delta: 'number?' });
  requireAlike(name, ['predictions', predictions], ['targets', targets]);
  requireNumber(name, { delta }, '(0, ∞]');
  const error = abs(sub(predictions, targets));
  const isSmall = lessEqual(error, delta);
  const parabola = mul(square(where(isSmall, error, 0)), 0.5);
  return reduce(name, where(isSmall, parabola, mul(sub(error, delta / 2), delta)), options);
};
