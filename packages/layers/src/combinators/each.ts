import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { type LayerKind, partIn } from '../decoding.ts';
import { noVariables, type Variables } from '../layer.ts';
import { type Body, bodyOf, layer, type Network } from '../network.ts';
import { type Flow, requireParts, type Shape } from '../shape.ts';
import { partOf } from './bodies.ts';
import { commonShape } from './require-same.ts';

/**
 * One network, with shared weights, on each part of the input: `y = { a: body(x.a), b: body(x.b), … }`, as in a siamese
 * network. The gradient of its parameters is the sum over the parts.
 *
 * @param body The network. Its variables are `each1.body.dense1.kernel`, …
 * @throws ShapeError if the parts have different shapes.
 * @example
 * ```ts
 * import { concat, dense, each, input } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const siamese = pipe(input({ left: 784, right: 784 }), each(dense(32)), concat(), dense(1));
 * siamese.output; // => 1
 * ```
 */
export const each = <S extends Shape, Out extends Shape>(
  body: Body<S, Out>,
): (<In extends Shape, K extends string>(
  network: Network<In, { readonly [P in K]: S }>,
) => Network<In, { readonly [P in K]: Out }>) => {
  checkOptions('each', { body }, { body: 'function' });
  return layer((shape: { readonly [part: string]: S }) => {
    const shapes = requireParts('each', shape);
    const names = Object.keys(shapes);
    const within = bodyOf('each', body, commonShape('each', shapes) as S);
    return {
      kind: 'each',
      output: Object.fromEntries(names.map((name) => [name, within.output])),
      config: {},
      parts: { body: within },
      init: () => noVariables,
      apply: (_, x, { parts }) => {
        const outputs: Record<string, Flow> = {};
        let state: Variables = {};
        for (const name of names) [outputs[name], state] = parts.body!(partOf(x, name));
        return [outputs, { body: state }];
      },
    };
  }) as never;
};

export const eachKind: LayerKind = {
  kind: 'each',
  decode: (_config, _named, parts) => {
    const body = partIn(parts, 'body');
    return isLeft(body) ? body : right(each(body.right));
  },
};
