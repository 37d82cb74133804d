import {
  add,
  conv2d as convolve,
  foldIn,
  type Padding,
  type Pair,
  ShapeError,
  type Tensor,
  zeros,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { isLeft, right } from 'fp-ts/lib/Either.js';
import { activationIn } from '../activation-in.ts';
import { type ActivationName, activationKinds, activations } from '../activation-names.ts';
import { allNumbersIn, booleanIn, type LayerKind } from '../decoding.ts';
import { constant, glorotUniform, type Initializer } from '../initializers.ts';
import { variable } from '../layer.ts';
import { layer, type Stage } from '../network.ts';
import { type ImageShape, requireImage, shapeAfter } from './image-shape.ts';
import { pairOf, windowsIn } from './window-settings.ts';

export interface Conv2dLayerOptions {
  /** The height and width of the kernel, in pixels: a number, or `[height, width]`. */
  readonly window: Pair;
  /** The pixels from one window to the next: a number, or `[down, right]`; 1 by default. */
  readonly strides?: Pair;
  /** The zeros around an image: `'valid'` (none), `'same'` or `[[top, bottom], [left, right]]`; `'valid'` by default. */
  readonly padding?: Padding;
  /** The pixels from one pixel of a window to the next: a number, or `[down, right]`; 1 by default. */
  readonly dilations?: Pair;
  /** The number of groups of channels, each with kernels of its own; 1 by default. */
  readonly groups?: number;
  /** Applied to the output; none by default. */
  readonly activation?: ActivationName;
  /** Draws the kernel `[height, width, channels in / groups, channels]`; Glorot uniform by default. */
  readonly kernelInit?: Initializer;
  /** Draws the bias `[channels]`; zeros by default. */
  readonly biasInit?: Initializer;
  /** A penalty on the kernel, collected by `penalty(network)`; none by default. */
  readonly kernelRegularizer?: (kernel: Tensor) => Tensor;
  /** False for a layer without a bias, as before batch norm; true by default. */
  readonly useBias?: boolean;
  /** Its name among the parameters; `conv2d1`, `conv2d2`, … by default. */
  readonly name?: string;
}

const optionsOf = (options: Conv2dLayerOptions) => {
  const {
    strides = 1,
    padding = 'valid',
    dilations = 1,
    groups = 1,
    kernelInit = glorotUniform,
    biasInit = constant(0),
    useBias = true,
    ...given
  } = checkOptions('conv2d', options, {
    window: 'number|number[]',
    strides: 'number|number[]?',
    padding: 'string|array?',
    dilations: 'number|number[]?',
    groups: 'number?',
    activation: activationKinds,
    kernelInit: 'function?',
    biasInit: 'function?',
    kernelRegularizer: 'function?',
    useBias: 'boolean?',
    name: 'string?',
  });
  return { ...given, strides, padding, dilations, groups, kernelInit, biasInit, useBias };
};

/** The lengths of the kernel's axes. */
const kernelShape = (
  { window, groups }: { readonly window: Pair; readonly groups: number },
  [, , from]: ImageShape,
  to: number,
): readonly number[] => {
  const each = from / groups;
  if (!Number.isInteger(each) || to % groups !== 0)
    throw new ShapeError(
      `conv2d: ${from} channels in and ${to} channels out cannot be shared equally by ${groups} groups`,
    );
  return [...pairOf(window), each, to];
};

/**
 * A convolution of images `[height, width, channels]`: `y = activation(conv2d(x, kernel) + bias)`, with a kernel
 * `[height, width, channels in / groups, channels]` and a bias `[channels]`. The kernel is not turned round, as in all
 * libraries. A depthwise convolution has `groups` = channels in.
 *
 * Source: LeCun et al., *Gradient-based learning applied to document recognition* (1998).
 *
 * @throws ArgumentError for settings that are not whole numbers from 1; ShapeError if the network before it gives no
 * images, the window does not fit in them, or groups cannot share the channels equally.
 * @example
 * ```ts
 * import { conv2d, dense, flatten, input, maxPool2d, relu } from '@puregrad/layers';
 * import { pipe } from '@puregrad/tensors';
 * const network = pipe(
 *   input([28, 28, 1]),
 *   conv2d(6, { window: 5, padding: 'same' }), // [28, 28, 6]
 *   relu(),
 *   maxPool2d({ window: 2 }), // [14, 14, 6]
 *   flatten(),
 *   dense(10),
 * );
 * network.layers[0].output; // => [28, 28, 6]
 * ```
 */
export const conv2d = <const Channels extends number>(
  channels: Channels,
  options: Conv2dLayerOptions,
): Stage<ImageShape, readonly [number, number, Channels]> => {
  checkOptions('conv2d', { channels }, { channels: 'number' });
  const given = optionsOf(options);
  const { activation, kernelInit, biasInit, kernelRegularizer, useBias, name } = given;
  const { padding, groups } = given;
  const [window, strides, dilations] = [given.window, given.strides, given.dilations].map(pairOf);
  const settings = { strides: given.strides, padding, dilations: given.dilations, groups };
  return layer((shape: ImageShape) => {
    const image = requireImage('conv2d', shape);
    const lengths = kernelShape(given, image, channels);
    // Kernels of no channels out, which have no elements, show whether they fit.
    const none = zeros([...lengths.slice(0, 3), 0]);
    const [height, width] = shapeAfter((x) => convolve(x, none, settings), image);
    return {
      kind: 'conv2d',
      ...(name === undefined ? {} : { name }),
      output: [height, width, channels] as const,
      size: lengths.reduce((size, length) => size * length, 1),
      config: {
        channels,
        window: window!,
        strides: strides!,
        padding,
        dilations: dilations!,
        groups,
        useBias,
        ...(activation === undefined ? {} : { activation }),
      },
      init: (key, dtype) => ({
        params: {
          kernel: kernelInit(key, lengths, dtype),
          ...(useBias ? { bias: biasInit(foldIn(key, 1), [channels], dtype) } : {}),
        },
        state: {},
      }),
      apply: ({ params, state }, x) => {
        const product = convolve(x, variable(params, 'kernel', lengths), settings);
        const sum = useBias ? add(product, variable(params, 'bias', [channels])) : product;
        return [activation === undefined ? sum : activations[activation](sum), state];
      },
      ...(kernelRegularizer === undefined
        ? {}
        : { penalty: (params) => kernelRegularizer(variable(params, 'kernel', lengths)) }),
    };
  });
};

export const conv2dKind: LayerKind = {
  kind: 'conv2d',
  decode: (config, named) => {
    const activation = activationIn(config);
    if (isLeft(activation)) return activation;
    const useBias = booleanIn(config, 'useBias');
    if (isLeft(useBias)) return useBias;
    const numbers = allNumbersIn(config, ['channels', 'groups']);
    if (isLeft(numbers)) return numbers;
    const windows = windowsIn(config, ['window', 'strides', 'dilations']);
    if (isLeft(windows)) return windows;
    const { channels, groups } = numbers.right;
    return right(
      conv2d(channels, {
        ...windows.right,
        groups,
        useBias: useBias.right,
        ...activation.right,
        ...named,
      }),
    );
  },
};
