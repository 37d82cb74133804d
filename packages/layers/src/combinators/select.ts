import { ShapeError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { type LayerKind, stringIn } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { layer, type Network } from '../network.ts';
import { requireParts, type Shape } from '../shape.ts';
import { partOf } from './bodies.ts';

/**
 * One part of the input.
 *
 * @throws ShapeError if there is no such part. With literal shapes, it does not compile.
 * @example
 * ```ts
 * import { apply, input, select } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input({ a: 1, b: 2 }), select('b'));
 * apply(network)({}, {}, { a: tensor([[1]]), b: tensor([[2, 3]]) })[0].toArray(); // => [[2, 3]]
 * ```
 */
export const select = <const K extends string>(
  part: K,
): (<In extends Shape, S extends { readonly [P in K]: Shape } & { readonly [part: string]: Shape }>(
  network: Network<In, S>,
) => Network<In, S[K]>) => {
  checkOptions('select', { part }, { part: 'string' });
  return layer((shape: { readonly [part: string]: Shape }) => {
    const parts = requireParts('select', shape);
    if (!Object.hasOwn(parts, part))
      throw new ShapeError(
        `select: there is no part '${part}', only ${Object.keys(parts).join(', ')}`,
      );
    return {
      kind: 'select',
      output: parts[part]!,
      config: { part },
      init: () => noVariables,
      apply: ({ state }, x) => [partOf(x, part), state],
    };
  }) as never;
};

export const selectKind: LayerKind = {
  kind: 'select',
  decode: (config) => {
    const part = stringIn(config, 'part');
    return isLeft(part) ? part : right(select(part.right) as never);
  },
};
