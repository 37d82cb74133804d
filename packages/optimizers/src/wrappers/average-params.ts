import { add, cast, div, minimum, mul, sub, type Tensor, zipTrees } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { stateful, type TransformState } from '../gradient-transform.ts';
import { type Optimizer, type OptimizerState, optimizer } from '../optimizer.ts';
import { requireDecays } from '../transforms/moments.ts';

export interface AverageParamsOptions {
  /** The share of the old average that stays; 0.999 by default. */
  readonly decay?: number;
  /**
   * Forget faster at first, `min(decay, (1 + t)/(10 + t))` after t steps, as TensorFlow 1's
   * `num_updates`; false by default.
   */
  readonly warmup?: boolean;
}

interface Averaging {
  readonly inner: TransformState;
  readonly average: unknown;
}

/**
 * Keeps an exponential moving average of the parameters, `a ← βa + (1-β)w` after each step, from the
 * parameters at the start. Training goes on as before; `averaged(state)` gives the average, which the
 * trainer judges and keeps.
 *
 * Source: Polyak & Juditsky (1992); as TensorFlow's `ExponentialMovingAverage`.
 *
 * @throws ArgumentError for a decay outside [0, 1).
 * @example
 * ```ts
 * import { averageParams, sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const { averaged, init, update } = pipe(sgd({ learningRate: 1 }), averageParams({ decay: 0.5 }));
 * const [state, params] = update(init(tensor([4])), tensor([2]));
 * params.toArray(); // => [2]
 * averaged(state).toArray(); // => [3]
 * ```
 */
export const averageParams = (
  options: AverageParamsOptions = {},
): ((inner: Optimizer) => Optimizer) => {
  const { decay = 0.999, warmup = false } = checkOptions('averageParams', options, {
    decay: 'number?',
    warmup: 'boolean?',
  });
  requireDecays('averageParams', { decay });
  const shareAt = (step: Tensor, dtype: Tensor['dtype']): Tensor | number => {
    if (!warmup) return 1 - decay;
    const t = cast(step, dtype);
    return sub(1, minimum(div(add(t, 1), add(t, 10)), decay));
  };
  /** a + (1-β)(w - a): an average of equal numbers is that number, bit for bit. */
  const follow = <P>(average: P, params: P, step: Tensor): P =>
    zipTrees(average, params as NoInfer<P>, (a, w) =>
      add(a, mul(sub(w, a), shareAt(step, w.dtype))),
    );

  return (inner) =>
    optimizer(
      stateful<Averaging>(
        (params) => ({ inner: inner.transform.init(params), average: params }),
        ({ inner: state, average }, updates, context) => {
          const [next, made] = inner.transform.update(state, updates, context);
          // What this step makes, projection included, is seen by the next, or by `averaged`.
          const seen = follow(average as typeof updates, context.params, context.step);
          return [{ inner: next, average: seen }, made];
        },
      ),
      {
        project: inner.project,
        settle: inner.settle,
        averaged: <P>({ params, slots, step }: OptimizerState<P>): P =>
          follow((slots as unknown as Averaging).average as P, params, step),
      },
    );
};
