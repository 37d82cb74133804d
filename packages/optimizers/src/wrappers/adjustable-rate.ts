import { ArgumentError, leaves, scalar } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { inOrder, type Optimizer, type OptimizerState, optimizerKind } from '../optimizer.ts';

/** An optimizer whose steps can be scaled from outside, without another trace of a compiled step. */
export interface AdjustableOptimizer extends Optimizer {
  /**
   * The state with another factor of all later steps.
   *
   * @throws ArgumentError if the factor is not finite or is below 0.
   */
  readonly adjust: <P>(state: OptimizerState<P>, factor: number) => OptimizerState<P>;
}

/**
 * Multiplies every step by a factor that is part of the state, its `rate`, 1 at first: `reduceOnPlateau`
 * reaches a compiled step through it, between epochs. The step itself is scaled, before wrappers act on
 * its result: a projection holds at every rate.
 *
 * @throws ArgumentError at `update` if a hand-written optimizer drops the state's `rate`.
 * @example
 * ```ts
 * import { adjustableRate, sgd } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { adjust, init, update } = adjustableRate(sgd({ learningRate: 1 }));
 * update(adjust(init(tensor([1])), 0.5), tensor([1]))[1].toArray(); // => [0.5]
 * ```
 */
export const adjustableRate = (inner: Optimizer): AdjustableOptimizer => {
  checkOptions('adjustableRate', { inner }, { inner: optimizerKind });
  const { averaged, init, update } = inner;
  return {
    averaged,
    init: (params) => {
      const rate = scalar(1, { dtype: leaves(params)[0]?.dtype ?? 'float32' });
      return inOrder({ ...init(params), rate });
    },
    update: (state, grads) => {
      const made = update(state, grads);
      if (state.rate !== undefined && made[0].rate === undefined)
        throw new ArgumentError(
          "adjustableRate: the optimizer's update dropped the state's rate; multiply the step by it, and keep it",
        );
      return made;
    },
    adjust: (state, factor) => {
      checkOptions('adjust', { state }, { state: '{rate}' });
      requireNumber('adjust', { factor }, '[0, ∞)');
      return { ...state, rate: scalar(factor, { dtype: state.rate!.dtype }) };
    },
  };
};
