import { concat as join, ShapeError, type Tensor } from '@puregrad/tensors';
import { right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { layer, type Network } from '../network.ts';
import { type Axes, axesOf, isAxes, requireParts, type Shape, showNetworkShape } from '../shape.ts';
import { partOf } from './bodies.ts';

/** The shape of parts that are joined along their last axis. */
export type Joined<Part extends Axes> = [Part] extends [number]
  ? number
  : [Part] extends [readonly [infer H extends number, infer W extends number, number]]
    ? readonly [H, W, number]
    : readonly number[];

/**
 * Joins the parts of the input along their last axis, in their order: the features of vectors, the channels of images.
 *
 * @throws ShapeError if the parts differ in the axes before, or in their number.
 * @example
 * ```ts
 * import { apply, concat, input } from '@puregrad/layers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * const network = pipe(input({ a: 1, b: 2 }), concat());
 * apply(network)({}, {}, { a: tensor([[1]]), b: tensor([[2, 3]]) })[0].toArray(); // => [[1, 2, 3]]
 * ```
 */
export const concat = (): (<In extends Shape, Part extends Axes>(
  network: Network<In, { readonly [part: string]: Part }>,
) => Network<In, Joined<Part>>) =>
  layer((shape: { readonly [part: string]: Axes }) => {
    const parts = requireParts('concat', shape);
    return {
      kind: 'concat',
      output: joined(parts),
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [
        join(
          Object.keys(parts).map((name) => partOf(x, name) as Tensor),
          { axis: -1 },
        ),
        state,
      ],
    };
  }) as never;

const joined = (parts: { readonly [part: string]: Shape }): Axes => {
  const all = Object.values(parts).filter(isAxes).map(axesOf);
  const [first = []] = all;
  const before = first.slice(0, -1);
  const fit = all.every(
    (axes) => axes.length === first.length && before.every((length, axis) => length === axes[axis]),
  );
  if (!fit || all.length < Object.keys(parts).length)
    throw new ShapeError(
      `concat: parts that are joined have the same axes but for the last, got ${showNetworkShape(parts)}; bring them to one shape within parallel(…), with flatten() for example`,
    );
  const last = all.reduce((sum, axes) => sum + axes.at(-1)!, 0);
  return before.length === 0 ? last : [...before, last];
};

export const concatKind: LayerKind = { kind: 'concat', decode: () => right(concat() as never) };
