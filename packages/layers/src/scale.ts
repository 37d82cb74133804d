import { mul, ones } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from './decoding.ts';
import { variable } from './layer.ts';
import { type SameShape, sameShapeLayer } from './network.ts';
import { channelsOf } from './shape.ts';

/**
 * A learned factor for each feature, or channel of an image: `y = x · scale`, elementwise along the last axis. All
 * factors start at 1. Before the first dense layer, it lets training choose which features count.
 *
 * Source: Holzmüller, Grinsztajn and Steinwart, *Better by default* (NeurIPS 2024).
 *
 * @param options Its name among the parameters; `scale1`, … by default. Its variable is `scale1.scale`, `[width]`.
 * @throws ShapeError if the network before it gives named parts.
 * @example
 * ```ts
 * import { apply, input, scale } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), scale());
 * const params = { scale1: { scale: tensor([10, 100]) } };
 * apply(network)(params, {}, tensor([[1, 2]]))[0].toArray(); // => [[10, 200]]
 * ```
 */
export const scale = (options: { readonly name?: string } = {}): SameShape => {
  const { name } = checkOptions('scale', options, { name: 'string?' });
  return sameShapeLayer((shape) => {
    const width = channelsOf(shape);
    return {
      kind: 'scale',
      size: width,
      ...(name === undefined ? {} : { name }),
      config: {},
      init: (_key, dtype) => ({ params: { scale: ones([width], { dtype }) }, state: {} }),
      apply: ({ params, state }, x) => [mul(x, variable(params, 'scale', [width])), state],
    };
  });
};

export const scaleKind: LayerKind = {
  kind: 'scale',
  decode: (_config, named) => right(scale(named)),
};
