import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { type LayerKind, numberIn, partIn } from '../decoding.ts';
import { noVariables, type Variables } from '../layer.ts';
import { type Body, bodyOf, layer, type Network } from '../network.ts';
import type { Flow, Shape } from '../shape.ts';
import { requireSame } from './require-same.ts';
import { requireTimes } from './require-times.ts';

/**
 * A stage several times in a row: each time its layers are appended once more, with parameters of their own.
 *
 * @throws ArgumentError if the number of times is not an integer from 1 to 1,000; ShapeError if the stage does not fit
 * behind itself.
 * @example
 * ```ts
 * import { dense, input, layerNames, relu, repeat, residual } from '@puregrad/layers';
 * import { flow, pipe } from '@puregrad/tensors';
 * const network = pipe(input(64), repeat(3, residual(flow(relu(), dense(64)))));
 * layerNames(network); // => ['residual1', 'residual2', 'residual3']
 * ```
 */
export const repeat = <S extends Shape>(
  times: number,
  stage: <In extends Shape>(network: Network<In, S>) => Network<In, S>,
): (<In extends Shape>(network: Network<In, S>) => Network<In, S>) => {
  checkOptions('repeat', { times, stage }, { times: 'number', stage: 'function' });
  requireTimes('repeat', times);
  return (network) => {
    let made = network;
    for (let i = 0; i < times; i++) made = stage(made);
    return made;
  };
};

/**
 * One network several times in a row, with shared weights: `y = body(body(… x))`. The gradient of its parameters is the
 * sum over the times.
 *
 * @param body The network, whose output has the shape of its input. Its variables are `iterate1.body.dense1.kernel`, …
 * @throws ArgumentError if the number of times is not an integer from 1 to 1,000; ShapeError if the body changes the
 * shape.
 * @example
 * ```ts
 * import { dense, initialize, input, iterate, tanh } from '@puregrad/layers';
 * import { flow, key, pipe } from '@puregrad/tensors';
 * const network = pipe(input(8), iterate(5, flow(dense(8), tanh())));
 * Object.keys(initialize(network, key(1)).params.iterate1!); // => ['body']
 * ```
 */
export const iterate = <S extends Shape>(
  times: number,
  body: Body<S, S>,
): (<In extends Shape>(network: Network<In, S>) => Network<In, S>) => {
  checkOptions('iterate', { times, body }, { times: 'number', body: 'function' });
  requireTimes('iterate', times);
  return layer((shape: S) => {
    const within = bodyOf('iterate', body, shape);
    requireSame('iterate', "its body's output", within.output, 'its input', shape);
    return {
      kind: 'iterate',
      output: shape,
      config: { times },
      parts: { body: within },
      init: () => noVariables,
      apply: (_, x, { parts }) => {
        let value: Flow = x;
        let state: Variables = {};
        for (let i = 0; i < times; i++) [value, state] = parts.body!(value);
        return [value, { body: state }];
      },
    };
  });
};

export const iterateKind: LayerKind = {
  kind: 'iterate',
  decode: (config, _named, parts) => {
    const times = numberIn(config, 'times');
    const body = partIn(parts, 'body');
    if (isLeft(times)) return times;
    return isLeft(body) ? body : right(iterate(times.right, body.right));
  },
};
