import {
  ArgumentError,
  clip,
  full,
  greater,
  less,
  mapTree,
  mul,
  neg,
  onesLike,
  sign,
  where,
  zerosLike,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf } from '@puregrad/tensors/interpreters';
import { type GradientTransform, stateful } from '../gradient-transform.ts';

export interface ScaleByRpropOptions {
  /** The initial step of every weight; 0.01 by default. */
  readonly initialStep?: number;
  /** The factor of a step if the gradient changed its sign; 0.5 by default. */
  readonly etaMinus?: number;
  /** The factor of a step if the sign is the same; 1.2 by default. */
  readonly etaPlus?: number;
  /** 1e-6 by default. */
  readonly minStep?: number;
  /** 50 by default. */
  readonly maxStep?: number;
}

export const rpropKinds: KindsOf<ScaleByRpropOptions> = {
  initialStep: 'number?',
  etaMinus: 'number?',
  etaPlus: 'number?',
  minStep: 'number?',
  maxStep: 'number?',
};

/**
 * Resilient propagation: `u = -sign(g) · step`, each weight has a step of its own, which grows while
 * the gradient keeps its sign and shrinks if it changes (that gradient is left out). It is for full
 * batches. It needs no learning rate after it.
 *
 * Source: Riedmiller & Braun, *A direct adaptive method for faster backpropagation* (ICNN 1993), the
 * variant of PyTorch.
 *
 * @throws ArgumentError unless 0 < etaMinus < 1 < etaPlus, and steps are above 0.
 * @example
 * ```ts
 * import { optimizer, scaleByRprop } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(scaleByRprop({ initialStep: 0.25 }));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray(); // => [2.75, 3.75]
 * ```
 */
export const scaleByRprop = (options: ScaleByRpropOptions = {}): GradientTransform => {
  const {
    initialStep = 0.01,
    etaMinus = 0.5,
    etaPlus = 1.2,
    minStep = 1e-6,
    maxStep = 50,
  } = checkOptions('scaleByRprop', options, rpropKinds);
  if (!(0 < etaMinus && etaMinus < 1 && 1 < etaPlus))
    throw new ArgumentError(
      `rprop: 0 < etaMinus < 1 < etaPlus must hold, got ${etaMinus} and ${etaPlus}`,
    );
  if (!(initialStep > 0 && minStep >= 0 && minStep <= maxStep))
    throw new ArgumentError(
      `rprop: steps must be above 0 and minStep not above maxStep, got ${initialStep}, ${minStep} and ${maxStep}`,
    );
  return stateful(
    (params) => ({
      step: mapTree(params, ({ shape, dtype }) => full(shape, initialStep, { dtype })),
      previous: mapTree(params, zerosLike),
    }),
    (state, grads) => {
      type P = typeof grads;
      const agreement = zipTrees(grads, state.previous as P, (g, p) => mul(sign(g), sign(p)));
      const step = zipTrees(agreement, state.step as P, (a, s) =>
        clip(mul(s, where(greater(a, 0), etaPlus, where(less(a, 0), etaMinus, onesLike(a)))), {
          min: minStep,
          max: maxStep,
        }),
      );
      const previous = zipTrees(grads, agreement, (g, a) => where(less(a, 0), 0, g));
      const updates = zipTrees(previous, step, (g, s) => neg(mul(sign(g), s)));
      return [{ step, previous }, updates];
    },
  );
};
