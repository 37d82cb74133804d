import { ArgumentError, cast, leaves, mapTree, mul, scalar, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { stateful, type TransformState } from '../gradient-transform.ts';
import { type Optimizer, type OptimizerState, optimizer } from '../optimizer.ts';

interface Adjusted {
  readonly inner: TransformState;
  readonly factor: Tensor;
}

/** An optimizer whose steps can be scaled from outside, without another trace of a compiled step. */
export interface AdjustableOptimizer extends Optimizer {
  /** The state with another factor, by which all later steps are multiplied. */
  readonly adjust: <P>(state: OptimizerState<P>, factor: number) => OptimizerState<P>;
}

/**
 * Multiplies every step by a factor that is part of the state, 1 at first: what `reduceOnPlateau`
 * decides between epochs reaches the compiled step through it.
 *
 * @example
 * ```ts
 * import { adjustableRate, sgd } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { adjust, init, update } = adjustableRate(sgd({ learningRate: 1 }));
 * update(adjust(init(tensor([1])), 0.5), tensor([1]))[1].toArray(); // => [0.5]
 * ```
 */
export const adjustableRate = (inner: Optimizer): AdjustableOptimizer => {
  checkOptions('adjustableRate', { inner }, { inner: '{transform,init}' });
  return {
    ...optimizer(
      stateful<Adjusted>(
        (params) => ({
          inner: inner.transform.init(params),
          factor: scalar(1, { dtype: leaves(params)[0]?.dtype ?? 'float32' }),
        }),
        (state, updates, context) => {
          const [next, made] = inner.transform.update(state.inner, updates, context);
          return [
            { inner: next, factor: state.factor },
            mapTree(made, (update) => mul(update, cast(state.factor, update.dtype))),
          ];
        },
      ),
      {
        project: inner.project,
        settle: inner.settle,
        averaged: (state) =>
          inner.averaged({ ...state, slots: (state.slots as unknown as Adjusted).inner }),
      },
    ),
    adjust: (state, factor) => {
      if (!(factor >= 0 && factor < Infinity))
        throw new ArgumentError(`adjust: a factor must be finite and not below 0, got ${factor}`);
      const slots = state.slots as unknown as Adjusted;
      const { dtype } = slots.factor;
      return { ...state, slots: { ...slots, factor: scalar(factor, { dtype }) } };
    },
  };
};
