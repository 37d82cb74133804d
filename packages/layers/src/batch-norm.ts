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
import { isLeft, left, right } from 'fp-ts/lib/Either.js';
import { allNumbersIn, type LayerKind } from './decoding.ts';
import { variable } from './layer.ts';
import { type SameShape, sameShapeLayer } from './network.ts';
import { channelsOf } from './shape.ts';

export interface BatchNormOptions {
  /** The weight of the old moving average; 0.9 by default (PyTorch's momentum is 0.1). */
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

/** The mean over `seen` examples and `count` more. The old value does not count if none was seen. */
const cumulate = (old: Tensor, value: Tensor, seen: Tensor, count: number): Tensor => {
  const share = div(count, add(cast(seen, value.dtype), count));
  return where(equal(seen, 0), value, add(mul(old, sub(1, share)), mul(value, share)));
};

/** A mean and a variance of each feature. */
interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** Over all axes but the last; the variance is biased. */
const momentsOf = (x: Tensor): Moments => {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  return { mean: mean(x, { axes }), variance: variance(x, { axes }) };
};

const unbiased = (biased: Tensor, count: number): Tensor => {
  if (count < 2)
    throw new ArgumentError(
      `batchNorm: training needs at least 2 examples, got ${count}; drop the short last batch, or use movingVariance: 'biased'`,
    );
  return mul(biased, count / (count - 1));
};

/**
 * Batch normalization: `y = γ(x - μ)/√(σ² + ε) + β`, with the mean and biased variance of the batch
 * in training (of images: of each channel, over the pixels too), and their moving averages at inference. The new averages are part of the state that
 * `apply` returns, so they cannot be forgotten. Other parameters than the trained ones, such as averages of them,
 * need their own statistics: `renewStatistics`.
 *
 * Source: Ioffe & Szegedy (ICML 2015).
 *
 * @throws ArgumentError if the decay is outside [0, 1], the epsilon is below 0, or a training batch has one example
 * only, which has no unbiased variance.
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
export const batchNorm = (options: BatchNormOptions = {}): SameShape => {
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
  return sameShapeLayer((shape) => {
    const width = channelsOf(shape);
    return {
      kind: 'batchNorm',
      size: 2 * width,
      ...(name === undefined ? {} : { name }),
      config: { decay, epsilon, movingVariance },
      init: (_key, dtype) => ({
        params: { gamma: ones([width], { dtype }), beta: zeros([width], { dtype }) },
        state: { mean: zeros([width], { dtype }), variance: ones([width], { dtype }) },
      }),
      apply: ({ params, state }, x, { training, seen }) => {
        const [gamma, beta] = [
          variable(params, 'gamma', [width]),
          variable(params, 'beta', [width]),
        ];
        const moving: Moments = {
          mean: variable(state, 'mean', [width]),
          variance: variable(state, 'variance', [width]),
        };
        const normalized = ({ mean, variance }: Moments): Tensor =>
          add(mul(div(sub(x, mean), sqrt(add(variance, epsilon))), gamma), beta);
        if (!training) return [normalized(moving), state];
        const batch = momentsOf(x);
        const examples = x.size / width;
        const next = {
          mean: batch.mean,
          variance:
            movingVariance === 'unbiased' ? unbiased(batch.variance, examples) : batch.variance,
        };
        const follow = (old: Tensor, value: Tensor): Tensor =>
          seen === undefined ? average(old, value, decay) : cumulate(old, value, seen, x.shape[0]!);
        return [
          normalized(batch),
          {
            mean: follow(moving.mean, next.mean),
            variance: follow(moving.variance, next.variance),
          },
        ];
      },
    };
  });
};

export const batchNormKind: LayerKind = {
  kind: 'batchNorm',
  decode: (config, named) => {
    const { movingVariance } = config;
    if (movingVariance !== 'biased' && movingVariance !== 'unbiased')
      return left("'movingVariance' must be 'biased' or 'unbiased'");
    const numbers = allNumbersIn(config, ['decay', 'epsilon']);
    return isLeft(numbers)
      ? numbers
      : right(batchNorm({ ...numbers.right, movingVariance, ...named }));
  },
};
