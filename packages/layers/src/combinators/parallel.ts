import { ShapeError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { type Body, bodyOf, layer, type Network } from '../network.ts';
import { requireParts, type Shape } from '../shape.ts';
import { bodiesOf, collected, partOf, requireBodies } from './bodies.ts';

/** A body for each part of a record of shapes. */
export type PartBodies<
  Q extends { readonly [part: string]: Shape },
  P extends { readonly [K in keyof Q]: Shape },
> = { readonly [K in keyof P]: Body<K extends keyof Q ? Q[K] : never, P[K]> };

/**
 * A network for each part of the input: `y = { a: a(x.a), b: b(x.b), … }`. For a part that stays as it is, pass
 * `identity` of fp-ts.
 *
 * @param parts A body for each part, and none besides. Their variables are `parallel1.picture.dense1.kernel`, …
 * @throws ShapeError if a part has no body, or a body has no part. With literal shapes, it does not compile.
 * @example
 * ```ts
 * import { concat, dense, flatten, input, parallel } from '@puregrad/layers';
 * import { flow, pipe } from '@puregrad/tensors';
 * const network = pipe(
 *   input({ picture: [28, 28, 1], numbers: 5 }),
 *   parallel({ picture: flow(flatten(), dense(32)), numbers: dense(16) }),
 *   concat(),
 *   dense(2),
 * );
 * network.output; // => 2
 * ```
 */
export const parallel = <
  Q extends { readonly [part: string]: Shape },
  P extends { readonly [K in keyof Q]: Shape },
>(
  parts: PartBodies<Q, P>,
): (<In extends Shape>(network: Network<In, Q>) => Network<In, P>) => {
  checkOptions('parallel', { parts }, { parts: 'object' });
  requireBodies('parallel', parts);
  return layer((shape: Q) => {
    const shapes = requireParts('parallel', shape);
    const names = Object.keys(shapes);
    requireOneEach(names, Object.keys(parts));
    const bodies = names.map(
      (name) => [name, bodyOf('parallel', parts[name]!, shapes[name]! as never)] as const,
    );
    const output: Shape = Object.fromEntries(bodies.map(([name, body]) => [name, body.output]));
    return {
      kind: 'parallel',
      output: output as P,
      config: {},
      parts: Object.fromEntries(bodies),
      init: () => noVariables,
      apply: (_, x, { parts }) =>
        collected(names.map((name) => [name, parts[name]!(partOf(x, name))] as const)),
    };
  });
};

const requireOneEach = (shapes: readonly string[], bodies: readonly string[]): void => {
  const missing = shapes.find((name) => !bodies.includes(name));
  const surplus = bodies.find((name) => !shapes.includes(name));
  if (missing !== undefined)
    throw new ShapeError(
      `parallel: part '${missing}' has no network; give it one, or identity to leave it as it is`,
    );
  if (surplus !== undefined)
    throw new ShapeError(`parallel: there is no part '${surplus}', only ${shapes.join(', ')}`);
};

export const parallelKind: LayerKind = {
  kind: 'parallel',
  decode: (_config, _named, parts) => right(parallel(bodiesOf(parts) as never)),
};
