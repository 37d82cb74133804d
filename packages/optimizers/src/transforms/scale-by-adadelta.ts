import {
  add,
  divideNoNaN,
  mapTree,
  mul,
  sqrt,
  square,
  zerosLike,
  zipAllTrees,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';
import { decayTowards } from './moments.ts';

export interface ScaleByAdadeltaOptions {
  /** ρ, the weight of the old means; 0.9 by default. */
  readonly decay?: number;
  /** Added inside both roots; 1e-6 by default. */
  readonly eps?: number;
}

export const adadeltaKinds: KindsOf<ScaleByAdadeltaOptions> = {
  decay: 'number?',
  eps: 'number?',
};

/**
 * `v ← ρv + (1-ρ)g²;  u = √(a + eps)/√(v + eps) g;  a ← ρa + (1-ρ)u²`: steps in the weights' own units.
 *
 * Source: Zeiler, *ADADELTA* (2012).
 *
 * @example
 * ```ts
 * import { chain, scaleByAdadelta, scaleByLearningRate } from '@puregrad/optimizers';
 * const transform = chain(scaleByAdadelta(), scaleByLearningRate(1));
 * ```
 */
export const scaleByAdadelta = (options: ScaleByAdadeltaOptions = {}): GradientTransform => {
  const { decay = 0.9, eps = 1e-6 } = checkOptions('scaleByAdadelta', options, adadeltaKinds);
  requireNumber('adadelta', { decay }, '[0, 1)');
  requireNumber('adadelta', { eps }, '[0, ∞)');
  return stateful(
    (params) => ({ square: mapTree(params, zerosLike), steps: mapTree(params, zerosLike) }),
    (state, grads) => {
      type P = typeof grads;
      const squares = zipTrees(grads, state.square as P, (g, v) =>
        decayTowards(v, square(g), decay),
      );
      const updates = zipAllTrees([grads, squares, state.steps as P], ([g, v, a]) =>
        mul(divideNoNaN(sqrt(add(a!, eps)), sqrt(add(v!, eps))), g!),
      );
      const steps = zipTrees(updates, state.steps as P, (u, a) =>
        decayTowards(a, square(u), decay),
      );
      return [{ square: squares, steps }, updates];
    },
  );
};
