import {
  ArgumentError,
  add,
  type FloatDType,
  foldIn,
  key,
  leavesWithPaths,
  mapTree,
  mul,
  normal,
  pow,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateless } from '../gradient-transform.ts';
import { countOf } from './moments.ts';

export interface AddNoiseOptions {
  /** The variance at the first step, times 2^γ; 0.01 by default. */
  readonly eta?: number;
  /** γ, the exponent of its decay; 0.55 by default. */
  readonly gamma?: number;
  /** Determines the noise, together with the step; 0 by default. */
  readonly seed?: number;
}

/**
 * Adds `N(0, σ²)` with `σ² = η/(1 + t)^γ` at step t, from 1. It helps very deep networks after a bad
 * initialization.
 *
 * Source: Neelakantan et al., *Adding gradient noise improves learning for very deep networks* (2015).
 *
 * @throws ArgumentError if η or γ is negative, or if the seed is not an integer.
 * @example
 * ```ts
 * import { addNoise, before, sgd } from '@puregrad/optimizers';
 * import { pipe } from '@puregrad/tensors';
 * const optimizer = pipe(sgd({ learningRate: 0.1 }), before(addNoise({ eta: 0.3, seed: 7 })));
 * ```
 */
export const addNoise = (options: AddNoiseOptions = {}): GradientTransform => {
  const {
    eta = 0.01,
    gamma = 0.55,
    seed = 0,
  } = checkOptions('addNoise', options, { eta: 'number?', gamma: 'number?', seed: 'number?' });
  requireNumber('addNoise', { eta, gamma }, '[0, ∞)');
  if (!Number.isInteger(seed))
    throw new ArgumentError(`addNoise: seed must be an integer, got ${seed}`);
  return stateless((updates, { step }) => {
    const places = leavesWithPaths(updates).map(([path]) => path);
    const now = foldIn(key(seed), step);
    return mapTree(updates, (update, path) => {
      const dtype = update.dtype as FloatDType;
      const std = mul(pow(add(countOf(step, dtype), 1), -gamma / 2), Math.sqrt(eta));
      const noise = normal(foldIn(now, places.indexOf(path)), update.shape, { dtype });
      return add(update, mul(noise, std));
    });
  });
};
