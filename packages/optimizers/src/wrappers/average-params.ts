import { add, cast, div, minimum, scalar, sub, type Tensor, zipTrees } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { Optimizer } from '../optimizer.ts';
import { aroundStep } from './around.ts';
import { towards } from './towards.ts';

export interface AverageParamsOptions {
  /** β, the weight of the old average; 0.999 by default. */
  readonly decay?: number;
  /**
   * Use a smaller β at first, `min(decay, (1 + t)/(10 + t))` after t steps, as TensorFlow 1's
   * `num_updates`; false by default.
   */
  readonly warmup?: boolean;
}

/** The number of steps in the average, which determines the warmup: int32. */
interface Count {
  readonly count?: Tensor;
}

/**
 * Keeps an exponential moving average, `a ← βa + (1-β)w` after each step, from the parameters at the
 * start. w are the parameters that the wrapped optimizer would evaluate. Training does not change; `averaged(state)` returns
 * the average, which the trainer evaluates and saves.
 *
 * Source: Polyak & Juditsky (1992); as TensorFlow's `ExponentialMovingAverage`.
 *
 * @throws ArgumentError if the decay is outside [0, 1).
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
  requireNumber('averageParams', { decay }, '[0, 1)');
  /** The share of the new parameters, after `count` steps before this one. */
  const shareOf = (count: Tensor | undefined, dtype: Tensor['dtype']): Tensor | number => {
    if (count === undefined) return 1 - decay;
    const t = cast(count, dtype);
    return sub(1, minimum(div(add(t, 2), add(t, 11)), decay));
  };
  return aroundStep<'average', Count>({
    name: 'averageParams',
    remember: (params) => ({
      average: params,
      ...(warmup ? { count: scalar(0, { dtype: 'int32' }) } : {}),
    }),
    update: ({ average, count }, { params, averaged }) => [
      {
        average: zipTrees(average, averaged() as NoInfer<typeof params>, (a, w) =>
          towards(a, w, shareOf(count, w.dtype)),
        ),
        ...(count === undefined ? {} : { count: add(count, 1) }),
      },
      params,
    ],
    averaged: ({ average }) => average,
  });
};
