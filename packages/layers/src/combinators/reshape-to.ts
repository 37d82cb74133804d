import { reshape, ShapeError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { type LayerKind, numbersIn } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { layer, type Stage } from '../network.ts';
import {
  type Axes,
  axesOf,
  describeShape,
  requireAxes,
  requireShape,
  showNetworkShape,
  sizeOfAxes,
} from '../shape.ts';

/**
 * The same elements of each example, in the same order, with other axes: pixels in a row as an image, for example.
 *
 * @throws ShapeError if the number of elements differs; ArgumentError for axes that are not a shape.
 * @example
 * ```ts
 * import { input, reshapeTo } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * pipe(input(784), reshapeTo([28, 28, 1])).output; // => [28, 28, 1]
 * ```
 */
export const reshapeTo = <const Out extends readonly number[]>(axes: Out): Stage<Axes, Out> => {
  checkOptions('reshapeTo', { axes }, { axes: 'number[]' });
  requireShape('reshapeTo', axes);
  return layer((shape: Axes) => {
    if (sizeOfAxes(requireAxes('reshapeTo', shape)) !== sizeOfAxes(axes))
      throw new ShapeError(
        `reshapeTo: ${showNetworkShape(axes)} has ${sizeOfAxes(axes)} elements, the network before it gives ${describeShape(shape)}`,
      );
    return {
      kind: 'reshapeTo',
      output: axes,
      config: { axes },
      init: () => noVariables,
      apply: ({ state }, x) => [
        reshape(x, [...x.shape.slice(0, -axesOf(shape).length), ...axes]),
        state,
      ],
    };
  });
};

export const reshapeToKind: LayerKind = {
  kind: 'reshapeTo',
  decode: (config) => {
    const axes = numbersIn(config, 'axes');
    return isLeft(axes) ? axes : right(reshapeTo(axes.right));
  },
};

/**
 * All elements of each example as one vector of features, row by row: of an image, its height, then its width, then
 * its channels. A vector stays as it is.
 *
 * @example
 * ```ts
 * import { flatten, input } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * pipe(input([28, 28, 1]), flatten()).output; // => 784
 * ```
 */
export const flatten = (): Stage<Axes, number> =>
  layer((shape: Axes) => {
    const size = sizeOfAxes(requireAxes('flatten', shape));
    return {
      kind: 'flatten',
      output: size,
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [
        typeof shape === 'number' ? x : reshape(x, [x.shape[0]!, size]),
        state,
      ],
    };
  });

export const flattenKind: LayerKind = { kind: 'flatten', decode: () => right(flatten()) };
