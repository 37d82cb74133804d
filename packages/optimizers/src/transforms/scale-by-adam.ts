import {
  add,
  div,
  type FloatDType,
  mapTree,
  maximum,
  sqrt,
  square,
  type Tensor,
  zerosLike,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';
import { biasCorrection, decayTowards, unbiased } from './moments.ts';

export interface ScaleByAdamOptions {
  /** The decay of the mean of the gradients; 0.9 by default. */
  readonly beta1?: number;
  /** The decay of the mean of their squares; 0.999 by default. */
  readonly beta2?: number;
  /** Added outside the root of the corrected second moment, as PyTorch; 1e-8 by default. */
  readonly eps?: number;
  /** Added inside that root, as the lecture; 0 by default. */
  readonly epsRoot?: number;
  /** Added outside the root of the *uncorrected* second moment: TensorFlow's ε̂; 0 by default. */
  readonly epsHat?: number;
  /**
   * Divide by the largest second moment so far (Reddi et al., ICLR 2018); false by default. `true`
   * compares the raw moments, as PyTorch and Keras; `'corrected'` the corrected ones, as Optax.
   */
  readonly amsgrad?: boolean | 'corrected';
}

/** The name in errors: the transform, and the optimizers that have its options. */
const NAME = 'scaleByAdam (of adam, adamW, amsgrad and lamb)';

export const adamKinds: KindsOf<ScaleByAdamOptions> = {
  beta1: 'number?',
  beta2: 'number?',
  eps: 'number?',
  epsRoot: 'number?',
  epsHat: 'number?',
  amsgrad: "boolean|'corrected'?",
};

/**
 * `m ← β₁m + (1-β₁)g;  s ← β₂s + (1-β₂)g²;  u = m̂ / (√(ŝ + epsRoot) + eps)` with
 * `m̂ = m/(1-β₁ᵗ)` and `ŝ = s/(1-β₂ᵗ)`.
 *
 * Source: Kingma & Ba, *Adam* (ICLR 2015).
 *
 * @throws ArgumentError if a beta is outside [0, 1).
 * @example
 * ```ts
 * import { chain, scaleByAdam, scaleByLearningRate } from '@puregrad/optimizers';
 * const transform = chain(scaleByAdam(), scaleByLearningRate(1e-3));
 * ```
 */
export const scaleByAdam = (options: ScaleByAdamOptions = {}): GradientTransform => {
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    epsRoot = 0,
    epsHat = 0,
    amsgrad = false,
  } = checkOptions('scaleByAdam', options, adamKinds);
  requireNumber(NAME, { beta1, beta2 }, '[0, 1)');
  requireNumber(NAME, { eps, epsRoot, epsHat }, '[0, ∞)');

  const comparesCorrected = amsgrad === 'corrected';

  const denominator = (s: Tensor, step: Tensor): Tensor => {
    const corrected = comparesCorrected ? s : unbiased(s, beta2, step);
    const root = sqrt(epsRoot === 0 ? corrected : add(corrected, epsRoot));
    const outside = eps === 0 ? root : add(root, eps);
    if (epsHat === 0) return outside;
    return add(outside, div(epsHat, sqrt(biasCorrection(beta2, step, s.dtype as FloatDType))));
  };

  return stateful(
    (params) => {
      const zeros = () => mapTree(params, zerosLike);
      return { mean: zeros(), square: zeros(), ...(amsgrad === false ? {} : { largest: zeros() }) };
    },
    (state, grads, { step }) => {
      type P = typeof grads;
      const mean = zipTrees(grads, state.mean as P, (g, m) => decayTowards(m, g, beta1));
      const squares = zipTrees(grads, state.square as P, (g, s) =>
        decayTowards(s, square(g), beta2),
      );
      const compared = comparesCorrected
        ? mapTree(squares, (s) => unbiased(s, beta2, step))
        : squares;
      const largest = amsgrad !== false ? zipTrees(compared, state.largest as P, maximum) : squares;
      const updates = zipTrees(mean, largest, (m, s) =>
        div(unbiased(m, beta1, step), denominator(s, step)),
      );
      return [{ mean, square: squares, ...(amsgrad === false ? {} : { largest }) }, updates];
    },
  );
};
