import {
  ArgumentError,
  add,
  clip,
  div,
  lessEqual,
  mapTree,
  mul,
  where,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateless } from '../gradient-transform.ts';
import { globalNorm } from './global-norm.ts';

/**
 * Clips each element to `[min, max]`; `clipByValue(t)` to `[-t, t]`. NaN stays NaN.
 *
 * @example
 * ```ts
 * import { clipByValue, optimizer } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(clipByValue(3.5));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray(); // => [6, 7.5]
 * ```
 */
export const clipByValue = (max: number, min: number = -max): GradientTransform => {
  checkOptions('clipByValue', { max, min }, { max: 'number', min: 'number' });
  if (!(min <= max))
    throw new ArgumentError(`clipByValue: min ${min} must not be above max ${max}`);
  return stateless((updates) => mapTree(updates, (update) => clip(update, { min, max })));
};

const requireBall = (name: string, max: number, eps: number): void => {
  requireNumber(name, { 'the largest norm': max }, '(0, ∞]');
  requireNumber(name, { eps }, '[0, ∞)');
};

/** A power of two: multiplying by it does not round, and afterwards norms of finite tensors are finite. */
const SHRINK = 2 ** -20;

/**
 * The updates times `min(1, max / (norm + eps))`, and unchanged within the ball. The norm is
 * computed from shrunk updates: that of the updates may overflow though all of them are finite.
 */
const intoBall = <P>(updates: P, max: number, eps: number): P => {
  const shrunk = mapTree(updates, (update) => mul(update, SHRINK));
  const length = add(globalNorm(shrunk), eps * SHRINK);
  const inside = lessEqual(length, max * SHRINK);
  const scale = div(max, where(inside, max, length));
  return zipTrees(updates, shrunk as NoInfer<P>, (update, small) =>
    where(inside, update, mul(small, scale)),
  );
};

export interface ClipNormOptions {
  /** Added to the norm before dividing: 0 by default, as TensorFlow; PyTorch adds 1e-6. */
  readonly eps?: number;
}

/**
 * Each tensor by itself: `g ← g · min(1, max / ‖g‖)`. A zero gradient stays zero.
 *
 * @example
 * ```ts
 * import { clipByNorm, optimizer } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(clipByNorm(1));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray();
 * // => [3.5999999046325684, 4.800000190734863]
 * ```
 */
export const clipByNorm = (max: number, options: ClipNormOptions = {}): GradientTransform => {
  checkOptions('clipByNorm', { max }, { max: 'number' });
  const { eps = 0 } = checkOptions('clipByNorm', options, { eps: 'number?' });
  requireBall('clipByNorm', max, eps);
  return stateless((updates) => mapTree(updates, (update) => intoBall(update, max, eps)));
};

/**
 * All tensors together: `g ← g · min(1, max / ‖all g‖)`, which keeps the direction of the step. A
 * zero gradient stays zero; a gradient that is not finite stays so.
 *
 * Source: Pascanu, Mikolov, Bengio, *On the difficulty of training recurrent neural networks* (2013).
 *
 * @throws ArgumentError if the norm is not above 0.
 * @example
 * ```ts
 * import { clipByGlobalNorm, optimizer } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(clipByGlobalNorm(1));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray();
 * // => [3.5999999046325684, 4.800000190734863]
 * ```
 */
export const clipByGlobalNorm = (max: number, options: ClipNormOptions = {}): GradientTransform => {
  checkOptions('clipByGlobalNorm', { max }, { max: 'number' });
  const { eps = 0 } = checkOptions('clipByGlobalNorm', options, { eps: 'number?' });
  requireBall('clipByGlobalNorm', max, eps);
  return stateless((updates) => intoBall(updates, max, eps));
};
