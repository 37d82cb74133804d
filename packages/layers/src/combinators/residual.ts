import { add, zipTrees } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { type LayerKind, partIn } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { type Body, bodyOf, layer, type Network } from '../network.ts';
import type { Flow, Shape } from '../shape.ts';
import { requireSame } from './require-same.ts';

/**
 * A residual block: `y = x + body(x)`. The body's output has the shape of its input. Gradients reach the layers before
 * it through the sum, however deep the body is.
 *
 * Source: He et al., *Deep residual learning for image recognition* (CVPR 2016).
 *
 * @param body A stage, a `flow` of stages, or a function of `input(shape)`. Its variables are
 * `residual1.body.dense1.kernel`, …
 * @throws ShapeError if the body changes the shape. With literal widths, it does not compile.
 * @example
 * ```ts
 * import { dense, input, relu, residual } from '@puregrad/layers';
 * import { flow, pipe } from '@puregrad/tensors';
 * const network = pipe(input(784), dense(64), residual(flow(relu(), dense(64))), dense(10));
 * network.layers.map(({ kind }) => kind); // => ['dense', 'residual', 'dense']
 * ```
 */
export const residual = <S extends Shape>(
  body: Body<S, S>,
): (<In extends Shape>(network: Network<In, S>) => Network<In, S>) => {
  checkOptions('residual', { body }, { body: 'function' });
  return layer((shape: S) => {
    const within = bodyOf('residual', body, shape);
    requireSame('residual', "its body's output", within.output, 'its input', shape);
    return {
      kind: 'residual',
      output: shape,
      config: {},
      parts: { body: within },
      init: () => noVariables,
      apply: (_, x, { parts }) => {
        const [y, state] = parts.body!(x);
        return [zipTrees<Flow>(x, y, add), { body: state }];
      },
    };
  });
};

export const residualKind: LayerKind = {
  kind: 'residual',
  decode: (_config, _named, parts) => {
    const body = partIn(parts, 'body');
    return isLeft(body) ? body : right(residual(body.right));
  },
};
