import {
  add,
  div,
  expm1,
  type FloatDType,
  greater,
  less,
  mapTree,
  mul,
  sqrt,
  square,
  sub,
  type Tensor,
  where,
  zerosLike,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';
import { biasCorrection, countOf, decayTowards, unbiased } from './moments.ts';

export interface ScaleByRadamOptions {
  /** 0.9 by default. */
  readonly beta1?: number;
  /** 0.999 by default. */
  readonly beta2?: number;
  /** Added outside the root of the corrected second moment, as Optax; 0 by default. */
  readonly eps?: number;
  /** Added outside the root of the *uncorrected* second moment, as PyTorch; 1e-8 by default. */
  readonly epsHat?: number;
}

export const radamKinds: KindsOf<ScaleByRadamOptions> = {
  beta1: 'number?',
  beta2: 'number?',
  eps: 'number?',
  epsHat: 'number?',
};

/** `y/(eʸ-1) - 1 + y/2`: by its series if the terms would cancel. */
const remainder = (y: Tensor): Tensor => {
  const small = less(y, 0.5);
  const z = square(where(small, y, 0));
  const series = mul(
    z,
    add(1 / 12, mul(z, add(-1 / 720, mul(z, add(1 / 30240, mul(z, -1 / 1209600)))))),
  );
  const safe = where(small, 1, y);
  return where(small, series, add(sub(div(safe, expm1(safe)), 1), mul(safe, 0.5)));
};

/**
 * `ρ_t = ρ_∞ - 2t β₂ᵗ/(1 - β₂ᵗ)` with `ρ_∞ = 2/(1-β₂) - 1`, rearranged: the two terms are near 2,000
 * and their difference near 1, which float32 could not represent accurately.
 */
const rhoAt = (t: Tensor, beta2: number): Tensor => {
  const x = -Math.log(beta2);
  const offset = 2 / (1 - beta2) - 1 - 2 / x;
  return add(sub(t, mul(remainder(mul(t, x)), 2 / x)), offset);
};

/**
 * Rectified Adam: `m̂ r / (√ŝ + eps + epsHat/√(1-β₂ᵗ))` if the variance of the rate is tractable (ρ > 5),
 * with `r = √((ρ-4)(ρ-2)ρ_∞ / ((ρ_∞-4)(ρ_∞-2)ρ))`, else `m̂`.
 *
 * Source: Liu et al., *On the variance of the adaptive learning rate and beyond* (ICLR 2020).
 *
 * @example
 * ```ts
 * import { chain, scaleByLearningRate, scaleByRadam } from '@puregrad/optimizers';
 * const transform = chain(scaleByRadam(), scaleByLearningRate(1e-3));
 * ```
 */
export const scaleByRadam = (options: ScaleByRadamOptions = {}): GradientTransform => {
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 0,
    epsHat = 1e-8,
  } = checkOptions('scaleByRadam', options, radamKinds);
  requireNumber('radam', { beta1, beta2 }, '[0, 1)');
  requireNumber('radam', { eps, epsHat }, '[0, ∞)');
  const rhoInfinity = 2 / (1 - beta2) - 1;

  const rectified = (m: Tensor, s: Tensor, step: Tensor): Tensor => {
    const dtype = m.dtype as FloatDType;
    const corrected = unbiased(m, beta1, step);
    const rho = rhoAt(countOf(step, dtype), beta2);
    const tractable = greater(rho, 5);
    const r = where(tractable, rho, 6);
    const scale = sqrt(
      div(
        mul(mul(sub(r, 4), sub(r, 2)), rhoInfinity),
        mul(r, (rhoInfinity - 4) * (rhoInfinity - 2)),
      ),
    );
    const root = sqrt(biasCorrection(beta2, step, dtype));
    const denominator = add(sqrt(s), add(mul(root, eps), epsHat));
    return where(tractable, div(mul(corrected, mul(scale, root)), denominator), corrected);
  };

  return stateful(
    (params) => ({ mean: mapTree(params, zerosLike), square: mapTree(params, zerosLike) }),
    (state, grads, { step }) => {
      type P = typeof grads;
      const mean = zipTrees(grads, state.mean as P, (g, m) => decayTowards(m, g, beta1));
      const squares = zipTrees(grads, state.square as P, (g, s) =>
        decayTowards(s, square(g), beta2),
      );
      return [{ mean, square: squares }, zipTrees(mean, squares, (m, s) => rectified(m, s, step))];
    },
  );
};
