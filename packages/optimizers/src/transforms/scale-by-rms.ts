import {
  add,
  divideNoNaN,
  full,
  mapTree,
  maximum,
  sqrt,
  square,
  sub,
  zerosLike,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';
import { decayTowards } from './moments.ts';

export interface ScaleByRmsOptions {
  /** The share of the old mean of squares that stays; 0.99 by default, as PyTorch. */
  readonly decay?: number;
  /** Added outside the root; 1e-8 by default, as PyTorch. */
  readonly eps?: number;
  /** Added inside the root, as TensorFlow 1 and the lecture; 0 by default. */
  readonly epsRoot?: number;
  /** Divide by the deviation: subtract the square of the mean gradient; false by default. */
  readonly centered?: boolean;
  /** The initial value of the mean of squares; 0 by default, as PyTorch (TensorFlow 1: 1). */
  readonly initialAccumulator?: number;
}

export const rmsKinds: KindsOf<ScaleByRmsOptions> = {
  decay: 'number?',
  eps: 'number?',
  epsRoot: 'number?',
  centered: 'boolean?',
  initialAccumulator: 'number?',
};

/**
 * `s ← βs + (1-β)g²;  u = g / (√(s + epsRoot) + eps)`; centered with `s - a²`, a the mean gradient,
 * in place of s. That difference is at least 0, as rounding could otherwise make the root NaN.
 *
 * Source: Tieleman & Hinton, *Lecture 6.5: RMSProp* (2012).
 *
 * @example
 * ```ts
 * import { chain, scaleByLearningRate, scaleByRms } from '@puregrad/optimizers';
 * const transform = chain(scaleByRms({ decay: 0.9 }), scaleByLearningRate(1e-3));
 * ```
 */
export const scaleByRms = (options: ScaleByRmsOptions = {}): GradientTransform => {
  const {
    decay = 0.99,
    eps = 1e-8,
    epsRoot = 0,
    centered = false,
    initialAccumulator = 0,
  } = checkOptions('scaleByRms', options, rmsKinds);
  requireNumber('rmsprop', { decay }, '[0, 1)');
  requireNumber('rmsprop', { initialAccumulator, eps, epsRoot }, '[0, ∞)');
  return stateful(
    (params) => ({
      square: mapTree(params, ({ shape, dtype }) => full(shape, initialAccumulator, { dtype })),
      ...(centered ? { mean: mapTree(params, zerosLike) } : {}),
    }),
    (state, grads) => {
      type P = typeof grads;
      const squares = zipTrees(grads, state.square as P, (g, s) =>
        decayTowards(s, square(g), decay),
      );
      const mean = centered
        ? zipTrees(grads, state.mean as P, (g, a) => decayTowards(a, g, decay))
        : undefined;
      const spread =
        mean === undefined
          ? squares
          : zipTrees(squares, mean, (s, a) => maximum(sub(s, square(a)), 0));
      const updates = zipTrees(grads, spread, (g, s) =>
        divideNoNaN(g, add(sqrt(add(s, epsRoot)), eps)),
      );
      return [{ square: squares, ...(mean === undefined ? {} : { mean }) }, updates];
    },
  );
};
