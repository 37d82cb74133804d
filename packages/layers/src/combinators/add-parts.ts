import { add, zipTrees } from '@puregrad/tensors';
import { right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { layer, type Network } from '../network.ts';
import { requireParts, type Shape } from '../shape.ts';
import { partOf } from './bodies.ts';
import { commonShape } from './require-same.ts';

/**
 * The sum of the parts of the input, which have one shape.
 *
 * @throws ShapeError if the parts have different shapes.
 * @example
 * ```ts
 * import { addParts, apply, input } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input({ a: 1, b: 1 }), addParts());
 * apply(network)({}, {}, { a: tensor([[1]]), b: tensor([[2]]) })[0].toArray(); // => [[3]]
 * ```
 */
export const addParts = (): (<In extends Shape, S extends Shape>(
  network: Network<In, { readonly [part: string]: S }>,
) => Network<In, S>) =>
  layer((shape: { readonly [part: string]: Shape }) => {
    const parts = requireParts('addParts', shape);
    return {
      kind: 'addParts',
      output: commonShape('addParts', parts),
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [
        Object.keys(parts)
          .map((name) => partOf(x, name))
          .reduce((sum, part) => zipTrees(sum, part, add)),
        state,
      ],
    };
  }) as never;

export const addPartsKind: LayerKind = {
  kind: 'addParts',
  decode: () => right(addParts() as never),
};
