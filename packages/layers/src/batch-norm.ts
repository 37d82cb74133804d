import {
  ArgumentError,
  add,
  cast,
  div,
  equal,
  mean,
  mul,
  ones,
  sqrt,
  sub,
  type Tensor,
  variance,
  where,
  zeros,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type Tensors, variable } from './layer.ts';
import { type Keep, sameWidthLayer } from './network.ts';

export interface BatchNormOptions {
  /** The share of the old moving average that stays; 0.9 by default (PyTorch's momentum is 0.1). */
  readonly decay?: number;
  /** Added to the variance under the root; 1e-5 by default. */
  readonly epsilon?: number;
  /**
   * Which batch variance the moving one averages: `unbiased` (n - 1, as PyTorch, the default) or
   * `biased` (n, as TensorFlow 1 and Keras).
   */
  readonly movingVariance?: 'biased' | 'unbiased';
  /** Its name among the parameters; `batchNorm1`, … by default. */
  readonly name?: string;
}

/** The moving average after one more value. */
const average = (old: Tensor, value: Tensor, decay: number): Tensor =>
  add(mul(old, decay), mul(value, 1 - decay));

/** The mean over `seen` examples and these `count` more; the first do not see what was there before. */
const cumulate = (old: Tensor, value: Tensor, seen: Tensor, count: number): Tensor => {
  const share = div(count, add(cast(seen, value.dtype), count));
  return where(equal(seen, 0), value, add(mul(old, sub(1, share)), mul(value, share)));
};

/**
 * Batch normalization: `y = γ(x - μ)/√(σ² + ε) + β`, with the mean and biased variance of the batch
 * in training and their moving averages at inference. The new averages are part of the state that
 * `apply` returns, so they can't be forgotten. Parameters that no step was made with, such as averaged
 * ones, need statistics of their own: `renewStatistics`.
 *
 * Source: Ioffe & Szegedy (ICML 2015).
 *
 * @throws ArgumentError for a decay outside [0, 1], an epsilon below 0, or a training batch of one example,
 * whose unbiased variance does not exist.
 * @example
 * ```ts
 * import { apply, batchNorm, initialize, input } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(1), batchNorm({ epsilon: 0 }));
 * const { params, state } = initialize(network, key(1));
 * const [output] = apply(network)(params, state, tensor([[1], [3]]), { training: true });
 * output.toArray(); // => [[-1], [1]]
 * ```
 */
export const batchNorm = (options: BatchNormOptions = {}): Keep => {
  const {
    decay = 0.9,
    epsilon = 1e-5,
    movingVariance = 'unbiased',
    name,
  } = checkOptions('batchNorm', options, {
    decay: 'number?',
    epsilon: 'number?',
    movingVariance: "'biased'|'unbiased'?",
    name: 'string?',
  });
  requireNumber('batchNorm', { decay }, '[0, 1]');
  requireNumber('batchNorm', { epsilon }, '[0, ∞]');
  const unbiased = movingVariance === 'unbiased';
  return sameWidthLayer((width) => {
    const normalize = (x: Tensor, params: Tensors, mu: Tensor, sigma2: Tensor): Tensor =>
      add(
        mul(div(sub(x, mu), sqrt(add(sigma2, epsilon))), variable(params, 'gamma', [width])),
        variable(params, 'beta', [width]),
      );

    return {
      kind: 'batchNorm',
      ...(name === undefined ? {} : { name }),
      config: { decay, epsilon, movingVariance },
      init: (_key, dtype) => ({
        params: { gamma: ones([width], { dtype }), beta: zeros([width], { dtype }) },
        state: { mean: zeros([width], { dtype }), variance: ones([width], { dtype }) },
      }),
      apply: ({ params, state }, x, { training, seen }) => {
        if (!training)
          return [
            normalize(
              x,
              params,
              variable(state, 'mean', [width]),
              variable(state, 'variance', [width]),
            ),
            state,
          ];
        const count = x.size / width;
        if (count < 2 && unbiased)
          throw new ArgumentError(
            `batchNorm: training needs at least 2 examples, got ${count}; drop the short last batch, or use movingVariance: 'biased'`,
          );
        const axes = x.shape.slice(0, -1).map((_, axis) => axis);
        const mu = mean(x, { axes });
        const sigma2 = variance(x, { axes });
        const follow = (name: string, value: Tensor): Tensor =>
          seen === undefined
            ? average(variable(state, name, [width]), value, decay)
            : cumulate(variable(state, name, [width]), value, seen, x.shape[0]!);
        return [
          normalize(x, params, mu, sigma2),
          {
            mean: follow('mean', mu),
            variance: follow('variance', unbiased ? mul(sigma2, count / (count - 1)) : sigma2),
          },
        ];
      },
    };
  });
};
