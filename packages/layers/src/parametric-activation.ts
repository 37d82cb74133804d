import { add, full, mul, sub } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, left, right } from 'fp-ts/lib/Either.js';
import {
  type ActivationName,
  activationKinds,
  activations,
  isActivationName,
} from './activation-names.ts';
import { type LayerKind, numberIn } from './decoding.ts';
import { variable } from './layer.ts';
import { type SameShape, sameShapeLayer } from './network.ts';
import { channelsOf } from './shape.ts';

/**
 * An activation with a learned strength: `y = x + (f(x) - x) · α`. An α of 1 gives f, an α of 0 the identity. α is
 * learned for each feature, or channel of an image.
 *
 * Source: Holzmüller, Grinsztajn and Steinwart, *Better by default* (NeurIPS 2024).
 *
 * @param activation The name of f, with its usual settings.
 * @param options `alpha`: the initial value of every α, 1 by default; `name`: its name among the parameters,
 * `parametricActivation1`, … by default. Its variable is `parametricActivation1.alpha`, `[width]`.
 * @throws ArgumentError for an unknown activation; ShapeError if the network before it gives named parts.
 * @example
 * ```ts
 * import { apply, initialize, input, parametricActivation } from '@puregrad/layers';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(2), parametricActivation('relu', { alpha: 0.5 }));
 * const { params, state } = initialize(network, key(1));
 * apply(network)(params, state, tensor([[-4, 4]]))[0].toArray(); // => [[-2, 4]]
 * ```
 */
export const parametricActivation = (
  activation: ActivationName,
  options: { readonly alpha?: number; readonly name?: string } = {},
): SameShape => {
  checkOptions(
    'parametricActivation',
    { activation },
    { activation: activationKinds.slice(0, -1) as typeof activationKinds },
  );
  const { alpha = 1, name } = checkOptions('parametricActivation', options, {
    alpha: 'number?',
    name: 'string?',
  });
  const f = activations[activation];
  return sameShapeLayer((shape) => {
    const width = channelsOf(shape);
    return {
      kind: 'parametricActivation',
      size: width,
      ...(name === undefined ? {} : { name }),
      config: { activation, alpha },
      init: (_key, dtype) => ({ params: { alpha: full([width], alpha, { dtype }) }, state: {} }),
      apply: ({ params, state }, x) => [
        add(x, mul(sub(f(x), x), variable(params, 'alpha', [width]))),
        state,
      ],
    };
  });
};

export const parametricActivationKind: LayerKind = {
  kind: 'parametricActivation',
  decode: (config, named) => {
    const { activation } = config;
    if (!isActivationName(activation)) return left("'activation' must be the name of one");
    const alpha = numberIn(config, 'alpha');
    return isLeft(alpha)
      ? alpha
      : right(parametricActivation(activation, { alpha: alpha.right, ...named }));
  },
};
