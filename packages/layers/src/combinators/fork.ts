import { checkOptions } from '@puregrad/tensors/interpreters';
import { right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { type Body, bodyOf, layer, type Network } from '../network.ts';
import { requireShape, type Shape } from '../shape.ts';
import { bodiesOf, collected, requireBodies } from './bodies.ts';

/** Bodies by the names of the parts that they give. All take the same shape. */
export type Branches<S extends Shape, P extends { readonly [part: string]: Shape }> = {
  readonly [K in keyof P]: Body<S, P[K]>;
};

/**
 * Several networks on the same input: `y = { a: a(x), b: b(x), … }`. `concat` or `addParts` joins their outputs.
 *
 * @param parts A body for each part. Their variables are `fork1.wide.dense1.kernel`, …
 * @throws ArgumentError if there are no parts.
 * @example
 * ```ts
 * import { addParts, dense, fork, input, relu } from '@puregrad/layers';
 * import { flow, pipe } from '@puregrad/tensors';
 * const wideAndDeep = pipe(
 *   input(20),
 *   fork({ wide: dense(10), deep: flow(dense(64), relu(), dense(10)) }),
 *   addParts(),
 * );
 * wideAndDeep.output; // => 10
 * ```
 */
export const fork = <S extends Shape, P extends { readonly [part: string]: Shape }>(
  parts: Branches<S, P>,
): (<In extends Shape>(network: Network<In, S>) => Network<In, P>) => {
  checkOptions('fork', { parts }, { parts: 'object' });
  requireBodies('fork', parts);
  return layer((shape: S) => {
    const names = Object.keys(parts) as (keyof P & string)[];
    const bodies = names.map((name) => [name, bodyOf('fork', parts[name], shape)] as const);
    const output: Shape = Object.fromEntries(bodies.map(([name, body]) => [name, body.output]));
    requireShape('fork', output);
    return {
      kind: 'fork',
      output: output as P,
      config: {},
      parts: Object.fromEntries(bodies),
      init: () => noVariables,
      apply: (_, x, { parts }) => collected(names.map((name) => [name, parts[name]!(x)] as const)),
    };
  });
};

export const forkKind: LayerKind = {
  kind: 'fork',
  decode: (_config, _named, parts) => right(fork(bodiesOf(parts))),
};
