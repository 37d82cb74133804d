import {
  abs,
  add,
  divideNoNaN,
  mapTree,
  maximum,
  mul,
  zerosLike,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';
import { decayTowards, unbiased } from './moments.ts';

export interface ScaleByAdamaxOptions {
  /** 0.9 by default. */
  readonly beta1?: number;
  /** 0.999 by default. */
  readonly beta2?: number;
  /** Added to |g|, as PyTorch; 1e-8 by default. */
  readonly eps?: number;
  /** Added to the norm, as Keras; 0 by default. */
  readonly epsNorm?: number;
}

export const adamaxKinds: KindsOf<ScaleByAdamaxOptions> = {
  beta1: 'number?',
  beta2: 'number?',
  eps: 'number?',
  epsNorm: 'number?',
};

/**
 * Adam in the infinity norm: `v ← max(β₂v, |g| + eps);  u = m̂ / (v + epsNorm)`.
 *
 * Source: Kingma & Ba, *Adam* (ICLR 2015), section 7.1.
 *
 * @example
 * ```ts
 * import { chain, scaleByAdamax, scaleByLearningRate } from '@puregrad/optimizers';
 * const transform = chain(scaleByAdamax(), scaleByLearningRate(2e-3));
 * ```
 */
export const scaleByAdamax = (options: ScaleByAdamaxOptions = {}): GradientTransform => {
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    epsNorm = 0,
  } = checkOptions('scaleByAdamax', options, adamaxKinds);
  requireNumber('adamax', { beta1, beta2 }, '[0, 1)');
  requireNumber('adamax', { eps, epsNorm }, '[0, ∞)');
  return stateful(
    (params) => ({ mean: mapTree(params, zerosLike), norm: mapTree(params, zerosLike) }),
    (state, grads, { step }) => {
      type P = typeof grads;
      const mean = zipTrees(grads, state.mean as P, (g, m) => decayTowards(m, g, beta1));
      const norm = zipTrees(grads, state.norm as P, (g, v) =>
        maximum(mul(v, beta2), add(abs(g), eps)),
      );
      const updates = zipTrees(mean, norm, (m, v) =>
        divideNoNaN(unbiased(m, beta1, step), add(v, epsNorm)),
      );
      return [{ mean, norm }, updates];
    },
  );
};
