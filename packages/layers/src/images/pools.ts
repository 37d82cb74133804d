import {
  averagePool2d as average,
  maxPool2d as largest,
  mean,
  type Pool2dOptions,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import type { LayerKind } from '../decoding.ts';
import { noVariables } from '../layer.ts';
import { layer, type Network } from '../network.ts';
import type { Shape } from '../shape.ts';
import { type ImageShape, requireImage, shapeAfter } from './image-shape.ts';
import { pairOf, windowsIn } from './window-settings.ts';

/** A stage that gives images of other heights and widths, and of as many channels. */
export type PoolStage = <In extends Shape, Channels extends number>(
  network: Network<In, readonly [number, number, Channels]>,
) => Network<In, readonly [number, number, Channels]>;

const poolLayer =
  (kind: string, pool: typeof largest) =>
  (options: Pool2dOptions): PoolStage => {
    const {
      window,
      strides = window,
      padding = 'valid',
    } = checkOptions(kind, options, {
      window: 'number|number[]',
      strides: 'number|number[]?',
      padding: 'string|array?',
    });
    const settings = { window, strides, padding };
    return layer((shape: ImageShape) => ({
      kind,
      output: shapeAfter((x) => pool(x, settings), requireImage(kind, shape)),
      config: { window: pairOf(window), strides: pairOf(strides), padding },
      init: () => noVariables,
      apply: ({ state }, x) => [pool(x, settings), state],
    })) as PoolStage;
  };

const poolKind = (kind: string, make: (options: Pool2dOptions) => PoolStage): LayerKind => ({
  kind,
  decode: (config) => {
    const windows = windowsIn(config, ['window', 'strides']);
    return isLeft(windows) ? windows : right(make(windows.right));
  },
});

/**
 * The largest pixel of each window and channel, from images `[height, width, channels]` to smaller ones. Windows lie side
 * by side unless there are `strides`; pixels outside the image do not count.
 *
 * @throws ArgumentError for settings that are not whole numbers from 1; ShapeError if the network before it gives no
 * images, or the window does not fit in them.
 * @example
 * ```ts
 * import { input, maxPool2d } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * pipe(input([28, 28, 6]), maxPool2d({ window: 2 })).output; // => [14, 14, 6]
 * ```
 */
export const maxPool2d: (options: Pool2dOptions) => PoolStage = poolLayer('maxPool2d', largest);

export const maxPool2dKind: LayerKind = poolKind('maxPool2d', maxPool2d);

/**
 * The mean of the pixels of each window and channel, from images `[height, width, channels]` to smaller ones. Windows lie
 * side by side unless there are `strides`; pixels outside the image do not count.
 *
 * @throws ArgumentError for settings that are not whole numbers from 1; ShapeError if the network before it gives no
 * images, or the window does not fit in them.
 * @example
 * ```ts
 * import { averagePool2d, input } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * pipe(input([7, 7, 16]), averagePool2d({ window: 3, strides: 2, padding: 'same' })).output; // => [4, 4, 16]
 * ```
 */
export const averagePool2d: (options: Pool2dOptions) => PoolStage = poolLayer(
  'averagePool2d',
  average,
);

export const averagePool2dKind: LayerKind = poolKind('averagePool2d', averagePool2d);

/** A stage that gives one number for each channel of an image. */
export type ChannelStage = <In extends Shape, Channels extends number>(
  network: Network<In, readonly [number, number, Channels]>,
) => Network<In, Channels>;

/**
 * The mean of each channel of an image: a vector of as many features, in place of a flattened image.
 *
 * Source: Lin, Chen & Yan, *Network in network* (2013).
 *
 * @throws ShapeError if the network before it gives no images.
 * @example
 * ```ts
 * import { dense, globalAveragePool, input } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * pipe(input([7, 7, 64]), globalAveragePool(), dense(10)).layers[0].output; // => 64
 * ```
 */
export const globalAveragePool = (): ChannelStage =>
  layer((shape: ImageShape) => ({
    kind: 'globalAveragePool',
    output: requireImage('globalAveragePool', shape)[2],
    config: {},
    init: () => noVariables,
    apply: ({ state }, x) => [mean(x, { axes: [1, 2] }), state],
  })) as ChannelStage;

export const globalAveragePoolKind: LayerKind = {
  kind: 'globalAveragePool',
  decode: () => right(globalAveragePool()),
};
