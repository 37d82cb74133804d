import {
  add,
  div,
  type FloatDType,
  mapTree,
  mul,
  ones,
  pow,
  sqrt,
  square,
  sub,
  type Tensor,
  zerosLike,
  zipAllTrees,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';
import { countOf, decayTowards, unbiased } from './moments.ts';

export interface ScaleByNadamOptions {
  /** 0.9 by default. */
  readonly beta1?: number;
  /** 0.999 by default. */
  readonly beta2?: number;
  /** Added outside the root; 1e-8 by default. */
  readonly eps?: number;
  /** ψ of the momentum's schedule; 0.004 by default, 1 in Keras. Infinity: always β₁, as Optax. */
  readonly momentumDecay?: number;
}

export const nadamKinds: KindsOf<ScaleByNadamOptions> = {
  beta1: 'number?',
  beta2: 'number?',
  eps: 'number?',
  momentumDecay: 'number?',
};

/**
 * Adam with Nesterov's momentum: `μ_t = β₁(1 - ½·0.96^(tψ))`, P_t their product,
 * `u = ((1-μ_t)/(1-P_t) g + μ_{t+1}/(1-P_t μ_{t+1}) m) / (√ŝ + eps)`.
 *
 * Source: Dozat, *Incorporating Nesterov momentum into Adam* (2016), as in PyTorch 2.
 *
 * @example
 * ```ts
 * import { chain, scaleByLearningRate, scaleByNadam } from '@puregrad/optimizers';
 * const transform = chain(scaleByNadam(), scaleByLearningRate(2e-3));
 * ```
 */
export const scaleByNadam = (options: ScaleByNadamOptions = {}): GradientTransform => {
  const {
    beta1 = 0.9,
    beta2 = 0.999,
    eps = 1e-8,
    momentumDecay = 0.004,
  } = checkOptions('scaleByNadam', options, nadamKinds);
  requireNumber('nadam', { beta1, beta2 }, '[0, 1)');
  requireNumber('nadam', { eps }, '[0, ∞)');
  requireNumber('nadam', { momentumDecay }, '[0, ∞]');
  const muAt = (t: Tensor): Tensor =>
    mul(sub(1, mul(pow(0.96, mul(t, momentumDecay)), 0.5)), beta1);
  return stateful(
    (params) => {
      const zeros = () => mapTree(params, zerosLike);
      const product = mapTree(params, ({ dtype }) => ones([], { dtype }));
      return { mean: zeros(), square: zeros(), product };
    },
    (state, grads, { step }) => {
      type P = typeof grads;
      const mean = zipTrees(grads, state.mean as P, (g, m) => decayTowards(m, g, beta1));
      const squares = zipTrees(grads, state.square as P, (g, s) =>
        decayTowards(s, square(g), beta2),
      );
      const product = mapTree(state.product as P, (p) =>
        mul(p, muAt(countOf(step, p.dtype as FloatDType))),
      );
      const updates = zipAllTrees([grads, mean, squares, product], ([g, m, s, p]) => {
        const dtype = g!.dtype as FloatDType;
        const t = countOf(step, dtype);
        const [mu, next] = [muAt(t), muAt(add(t, 1))];
        const root = add(sqrt(unbiased(s!, beta2, step)), eps);
        const ahead = add(
          mul(g!, div(sub(1, mu), sub(1, p!))),
          mul(m!, div(next, sub(1, mul(p!, next)))),
        );
        return div(ahead, root);
      });
      return [{ mean, square: squares, product }, updates];
    },
  );
};
