import { mul, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import type { Initializer } from '../initializers.ts';
import { variable } from '../layer.ts';
import { layer, type Network } from '../network.ts';
import type { Shape } from '../shape.ts';
import { requireMembers } from './member-shape.ts';
import { randomSigns } from './random-signs.ts';

/**
 * A learned factor for each feature of each member: `y[:, m] = x[:, m] · r[m]`, `[batch, k, width]`. After
 * `members(k)`, it is all that differs between the members of TabM-mini's body. Its variable is `memberScale1.r`,
 * `[k, width]`.
 *
 * Source: Gorishniy, Kotelnikov and Babenko, *TabM* (ICLR 2025).
 *
 * @param options `rInit`: draws the factors, random signs by default; `name`: its name among the parameters,
 * `memberScale1`, … by default.
 * @throws ShapeError if the network before it does not give `[members, width]`.
 * @example
 * ```ts
 * import { apply, input, members, memberScale } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input(1), members(2), memberScale());
 * const params = { memberScale1: { r: tensor([[1], [-1]]) } };
 * apply(network)(params, {}, tensor([[3]]))[0].toArray(); // => [[[3], [-3]]]
 * ```
 */
export const memberScale = (
  options: { readonly rInit?: Initializer; readonly name?: string } = {},
): (<In extends Shape, S extends readonly [number, number]>(
  network: Network<In, S>,
) => Network<In, S>) => {
  const { rInit = randomSigns, name } = checkOptions('memberScale', options, {
    rInit: 'function?',
    name: 'string?',
  });
  return layer((shape: Shape) => {
    const members = requireMembers('memberScale', shape);
    return {
      kind: 'memberScale',
      ...(name === undefined ? {} : { name }),
      output: members,
      size: members[0] * members[1],
      config: {},
      init: (key, dtype) => ({ params: { r: rInit(key, members, dtype) }, state: {} }),
      apply: ({ params, state }, x) => [mul(x as Tensor, variable(params, 'r', members)), state],
    };
  }) as never;
};

export const memberScaleKind: LayerKind = {
  kind: 'memberScale',
  decode: (_config, named) => right(memberScale(named) as never),
};
