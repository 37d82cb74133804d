import { mapTree, sign, zerosLike, zipTrees } from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';
import { decayTowards } from './moments.ts';

export interface ScaleByLionOptions {
  /** 0.9 by default. */
  readonly beta1?: number;
  /** 0.99 by default. */
  readonly beta2?: number;
}

export const lionKinds: KindsOf<ScaleByLionOptions> = {
  beta1: 'number?',
  beta2: 'number?',
};

/**
 * `u = sign(β₁m + (1-β₁)g);  m ← β₂m + (1-β₂)g`: all steps have one size, and each weight has one slot.
 *
 * Source: Chen et al., *Symbolic discovery of optimization algorithms* (NeurIPS 2023), as in Optax.
 *
 * @example
 * ```ts
 * import { chain, scaleByLearningRate, scaleByLion } from '@puregrad/optimizers';
 * const transform = chain(scaleByLion(), scaleByLearningRate(1e-4));
 * ```
 */
export const scaleByLion = (options: ScaleByLionOptions = {}): GradientTransform => {
  const { beta1 = 0.9, beta2 = 0.99 } = checkOptions('scaleByLion', options, lionKinds);
  requireNumber('lion', { beta1, beta2 }, '[0, 1)');
  return stateful(
    (params) => mapTree(params, zerosLike) as unknown,
    (state, grads) => {
      const momentum = state as typeof grads;
      return [
        zipTrees(grads, momentum, (g, m) => decayTowards(m, g, beta2)),
        zipTrees(grads, momentum, (g, m) => sign(decayTowards(m, g, beta1))),
      ];
    },
  );
};
