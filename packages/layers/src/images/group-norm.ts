import {
  ArgumentError,
  add,
  div,
  mean,
  mul,
  ones,
  reshape,
  ShapeError,
  sqrt,
  sub,
  type Tensor,
  variance,
  zeros,
} from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { kindOfNumbers, type LayerKind } from '../decoding.ts';
import { variable } from '../layer.ts';
import { type SameShape, sameShapeLayer } from '../network.ts';
import { axesOf, channelsOf, describeShape, sizeOfAxes } from '../shape.ts';

export interface GroupNormOptions {
  /** Added to the variance under the root; 1e-5 by default. */
  readonly epsilon?: number;
  /** Its name among the parameters; `groupNorm1`, … by default. */
  readonly name?: string;
}

/**
 * Group normalization: `y = γ(x - μ)/√(σ² + ε) + β` with the mean and biased variance of each example and group of
 * neighbouring channels, over the pixels and the channels of the group; γ and β belong to channels. The same in training
 * and at inference, for a batch of one too. One group is layer normalization over the whole image, and as many groups as
 * channels are instance normalization.
 *
 * Source: Wu & He, *Group normalization* (ECCV 2018).
 *
 * @param groups The number of groups, which divides the number of channels.
 * @throws ArgumentError if the number of groups is not an integer from 1, or ε is negative; ShapeError if groups cannot
 * share the channels equally.
 * @example
 * ```ts
 * import { apply, groupNorm, initialize, input } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input([1, 2, 2]), groupNorm(2, { epsilon: 0 }));
 * const { params, state } = initialize(network, key(1));
 * const image = tensor([[[[1, 10], [3, 30]]]]); // two pixels of two channels
 * apply(network)(params, state, image)[0].toArray(); // => [[[[-1, -1], [1, 1]]]]
 * ```
 */
export const groupNorm = (groups: number, options: GroupNormOptions = {}): SameShape => {
  checkOptions('groupNorm', { groups }, { groups: 'number' });
  const { epsilon = 1e-5, name } = checkOptions('groupNorm', options, {
    epsilon: 'number?',
    name: 'string?',
  });
  if (!Number.isInteger(groups) || groups < 1)
    throw new ArgumentError(`groupNorm: the number of groups is an integer from 1, got ${groups}`);
  requireNumber('groupNorm', { epsilon }, '[0, ∞]');
  return sameShapeLayer((shape) => {
    const channels = channelsOf(shape);
    if (channels % groups !== 0)
      throw new ShapeError(
        `groupNorm: ${groups} groups cannot share ${channels} channels equally; the network before it gives ${describeShape(shape)}`,
      );
    const [rank, pixels] = [axesOf(shape).length, sizeOfAxes(shape) / channels];
    const normalized = (x: Tensor): Tensor => {
      const batch = x.shape.slice(0, -rank);
      const grouped = reshape(x, [...batch, pixels, groups, channels / groups]);
      const all = { axes: [-3, -1], keepDims: true };
      const centred = sub(grouped, mean(grouped, all));
      return reshape(div(centred, sqrt(add(variance(grouped, all), epsilon))), x.shape);
    };
    return {
      kind: 'groupNorm',
      size: 2 * channels,
      ...(name === undefined ? {} : { name }),
      config: { groups, epsilon },
      init: (_key, dtype) => ({
        params: { gamma: ones([channels], { dtype }), beta: zeros([channels], { dtype }) },
        state: {},
      }),
      apply: ({ params, state }, x) => {
        const scaled = mul(normalized(x), variable(params, 'gamma', [channels]));
        return [add(scaled, variable(params, 'beta', [channels])), state];
      },
    };
  });
};

export const groupNormKind: LayerKind = kindOfNumbers(
  'groupNorm',
  ['groups', 'epsilon'],
  ({ groups, ...options }) => groupNorm(groups, options),
);
