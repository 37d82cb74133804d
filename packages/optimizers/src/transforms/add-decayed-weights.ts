import {
  add,
  type Mask,
  mapTree,
  mul,
  requireChosen,
  zerosLike,
  zipTrees,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import {
  type GradientTransform,
  stateless,
  type TransformState,
  transformMonoid,
} from '../gradient-transform.ts';
import { type LearningRate, scaleByLearningRate } from './scale-by-learning-rate.ts';

export interface WeightDecayOptions {
  /** Which parameters decay; all by default. */
  readonly mask?: Mask | undefined;
}

const initOf = (mask: Mask | undefined, params: unknown): TransformState => {
  if (mask !== undefined) requireChosen('weight decay', mask, params);
  return [];
};

/**
 * `u ← u + λw`. Before the other transforms it is the gradient of `λ‖w‖²/2` (PyTorch's
 * `weight_decay`); just before the learning rate it is decoupled weight decay (AdamW).
 *
 * @throws ArgumentError if λ is negative or not finite; at `init`, if the mask chooses none of the parameters, which
 * it names.
 * @example
 * ```ts
 * import { addDecayedWeights, optimizer } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(addDecayedWeights(0.5));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray(); // => [7.5, 10]
 * ```
 */
export const addDecayedWeights = (
  lambda: number,
  options: WeightDecayOptions = {},
): GradientTransform => {
  checkOptions('addDecayedWeights', { lambda }, { lambda: 'number' });
  const { mask } = checkOptions('addDecayedWeights', options, { mask: 'function?' });
  requireNumber('weight decay', { 'the strength': lambda }, '[0, ∞)');
  if (lambda === 0) return transformMonoid.empty;
  const decay = stateless((updates, { params }) =>
    zipTrees(updates, params, (update, param, path) =>
      mask === undefined || mask(path, param) ? add(update, mul(param, lambda)) : update,
    ),
  );
  return { ...decay, init: (params) => initOf(mask, params) };
};

/**
 * `u ← u - ηλw`, the last of a chain: the decay is scaled by the learning rate, and by nothing
 * else.
 *
 * Source: Loshchilov & Hutter, *Decoupled weight decay regularization* (ICLR 2019).
 *
 * @example
 * ```ts
 * import { decoupledDecay, optimizer } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = optimizer(decoupledDecay(0.5, 0.5));
 * update(init(tensor([3, 4])), tensor([3, 4]))[1].toArray(); // => [5.25, 7]
 * ```
 */
export const decoupledDecay = (
  rate: LearningRate,
  lambda: number,
  options: WeightDecayOptions = {},
): GradientTransform => {
  checkOptions('decoupledDecay', { rate, lambda }, { rate: 'number|function', lambda: 'number' });
  const decay = addDecayedWeights(lambda, options);
  const scale = scaleByLearningRate(rate);
  if (lambda === 0) return transformMonoid.empty;
  const decoupled = stateless((updates, context) => {
    const none = mapTree(updates, zerosLike);
    const [, decayed] = decay.update([], none, context);
    const [, scaled] = scale.update([], decayed, context);
    return zipTrees(updates, scaled, add);
  });
  return { ...decoupled, init: decay.init };
};
