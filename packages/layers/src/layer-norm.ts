import { add, div, mean, mul, ones, sqrt, sub, variance, zeros } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { kindOfNumbers, type LayerKind } from './decoding.ts';
import { variable } from './layer.ts';
import { type SameShape, sameShapeLayer } from './network.ts';
import { channelsOf } from './shape.ts';

export interface LayerNormOptions {
  /** Added to the variance under the root; 1e-5 by default. */
  readonly epsilon?: number;
  /** Its name among the parameters; `layerNorm1`, … by default. */
  readonly name?: string;
}

/**
 * Layer normalization: `y = γ(x - μ)/√(σ² + ε) + β` with the mean and biased variance of each example
 * over its features, which are the last axis. The same in training and at inference, for a batch of one too.
 *
 * Source: Ba, Kiros, Hinton, *Layer normalization* (2016).
 *
 * @throws ArgumentError for a negative ε.
 * @example
 * ```ts
 * import { apply, initialize, input, layerNorm } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), layerNorm({ epsilon: 0 }));
 * const { params, state } = initialize(network, key(1));
 * apply(network)(params, state, tensor([[1, 3]]))[0].toArray(); // => [[-1, 1]]
 * ```
 */
export const layerNorm = (options: LayerNormOptions = {}): SameShape => {
  const { epsilon = 1e-5, name } = checkOptions('layerNorm', options, {
    epsilon: 'number?',
    name: 'string?',
  });
  requireNumber('layerNorm', { epsilon }, '[0, ∞]');
  return sameShapeLayer((shape) => {
    const width = channelsOf(shape);
    return {
      kind: 'layerNorm',
      size: 2 * width,
      ...(name === undefined ? {} : { name }),
      config: { epsilon },
      init: (_key, dtype) => ({
        params: { gamma: ones([width], { dtype }), beta: zeros([width], { dtype }) },
        state: {},
      }),
      apply: ({ params, state }, x) => {
        const last = { axes: -1, keepDims: true };
        const normalized = div(sub(x, mean(x, last)), sqrt(add(variance(x, last), epsilon)));
        const scaled = mul(normalized, variable(params, 'gamma', [width]));
        return [add(scaled, variable(params, 'beta', [width])), state];
      },
    };
  });
};

export const layerNormKind: LayerKind = kindOfNumbers('layerNorm', ['epsilon'], layerNorm);
