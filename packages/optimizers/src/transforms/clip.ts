import {
  ArgumentError,
  add,
  clip,
  div,
  mapTree,
  minimum,
  mul,
  type Tensor,
} from '@puregrad/tensors';
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
  if (!(min <= max))
    throw new ArgumentError(`clipByValue: min ${min} must not be above max ${max}`);
  return stateless((updates) => mapTree(updates, (update) => clip(update, { min, max })));
};

const requireMax = (name: string, max: number): void => {
  if (!(max > 0)) throw new ArgumentError(`${name}: the largest norm must be above 0, got ${max}`);
};

/** 1 within the ball, so that nothing changes there; a zero norm divides to Infinity, and gives 1. */
const factor = (norm: Tensor, max: number, eps: number): Tensor =>
  minimum(div(max, add(norm, eps)), 1);

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
export const clipByNorm = (max: number, { eps = 0 }: ClipNormOptions = {}): GradientTransform => {
  requireMax('clipByNorm', max);
  return stateless((updates) =>
    mapTree(updates, (update) => mul(update, factor(globalNorm(update), max, eps))),
  );
};

/**
 * All tensors together: `g ← g · min(1, max / ‖all g‖)`, which keeps the direction of the step. A
 * zero gradient stays zero; a gradient that is not finite stays so, to be seen.
 *
 * Source: Pascanu, Mikolov, Bengio, *On the difficulty of training recurrent neural networks* (2013).
 *
 * @throws ArgumentError for a norm that is not above 0.
 * @example
 * ```ts
 * import { clipByGlobalNorm, optimizer } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(clipByGlobalNorm(1));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray();
 * // => [3.5999999046325684, 4.800000190734863]
 * ```
 */
export const clipByGlobalNorm = (
  max: number,
  { eps = 0 }: ClipNormOptions = {},
): GradientTransform => {
  requireMax('clipByGlobalNorm', max);
  return stateless((updates) => {
    const scale = factor(globalNorm(updates), max, eps);
    return mapTree(updates, (update) => mul(update, scale));
  });
};
