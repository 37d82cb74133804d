import { checkOptions, type KindsOf, requireTensor } from '../arguments.ts';
import { bind } from '../bind.ts';
import { tensor } from '../create.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { showShape, sizeOf } from '../shape.ts';
import { requireFloat, requireSameDType } from '../shape-rules/rule.ts';
import type { Tensor } from '../tensor.ts';
import { div, mul } from './arithmetic.ts';
import { where } from './comparison.ts';
import { matmul } from './matmul.ts';
import { reshape, slice, transpose } from './movement.ts';
import { max, mean, sum } from './reduction.ts';
import {
  isPadded,
  type Padding,
  type Pair,
  padImages,
  patchesOf,
  type WindowedImages,
  windowedImages,
} from './windows.ts';

export type { Padding, Pair } from './windows.ts';

export interface PatchesOptions {
  /** The height and width of a window, in pixels. */
  readonly window: Pair;
  /** The pixels from one window to the next; 1 by default. */
  readonly strides?: Pair;
  /** The pixels from one pixel of a window to the next; 1 by default. */
  readonly dilations?: Pair;
  /** The zeros around an image; `'valid'`, none, by default. */
  readonly padding?: Padding;
}

const strideKinds = { strides: 'number|number[]?', padding: 'string|array?' } as const;
const patchesKinds: KindsOf<PatchesOptions> = {
  ...strideKinds,
  window: 'number|number[]',
  dilations: 'number|number[]?',
};

/**
 * The pixels of each window of images (im2col): from `[batch, height, width, channels]` to
 * `[batch, rows, columns, window height, window width, channels]`.
 *
 * @throws ArgumentError for settings that are not whole numbers from 1; ShapeError if no window fits in the images.
 * @example
 * ```ts
 * import { arange, patches, reshape } from '@puregrad/tensors';
 * const image = reshape(arange(9), [1, 3, 3, 1]);
 * reshape(patches(image, { window: 2 }), [4, 4]).toArray();
 * // => [[0, 1, 3, 4], [1, 2, 4, 5], [3, 4, 6, 7], [4, 5, 7, 8]]
 * ```
 */
export const patches = (x: Tensor, options: PatchesOptions): Tensor => {
  const settings = { strides: 1, ...checkOptions('patches', options, patchesKinds) };
  return patchesOf(x, windowedImages('patches', x, settings));
};

export interface Conv2dOptions {
  /** The pixels from one window to the next: a number, or `[down, right]`; 1 by default. */
  readonly strides?: Pair;
  /** The zeros around an image: `'valid'` (none), `'same'` or `[[top, bottom], [left, right]]`; `'valid'` by default. */
  readonly padding?: Padding;
  /** The pixels from one pixel of a window to the next: a number, or `[down, right]`; 1 by default. */
  readonly dilations?: Pair;
  /** The number of groups of channels, each with kernels of its own; 1 by default. */
  readonly groups?: number;
}

/**
 * The cross-correlation of images with kernels:
 * `y[n, i, j, o] = Σ x[n, i·strides + p·dilations - top, j·strides + q·dilations - left, k] · kernel[p, q, k, o]`
 * over the pixels `p, q` of the window and the channels `k` of the group of `o`.
 *
 * `x` has the shape `[batch, height, width, channels]`, `kernel`
 * `[height, width, channels / groups, channels out]`, and the result `[batch, rows, columns, channels out]`. Along each
 * axis there are `⌊(length + padding - dilation · (window - 1) - 1) / stride⌋ + 1` windows. A depthwise convolution
 * has `groups` = channels; TensorFlow's depthwise kernel `[h, w, c, m]` is the kernel `[h, w, 1, c · m]`.
 *
 * @throws ShapeError if the channels of the images and of the kernel do not fit, or no window fits in the images;
 * ArgumentError for settings that are not whole numbers; DTypeError unless both are of the same float type.
 * @example
 * ```ts
 * import { conv2d, ones, reshape, tensor } from '@puregrad/tensors';
 * const image = reshape(tensor([[1, 2, 3], [4, 5, 6]]), [1, 2, 3, 1]);
 * const sums = conv2d(image, ones([2, 2, 1, 1])); // the sum of each window of 2 × 2 pixels
 * reshape(sums, [2]).toArray(); // => [12, 16]
 * conv2d(image, ones([3, 3, 1, 8]), { padding: 'same' }).shape; // => [1, 2, 3, 8]
 * ```
 */
export const conv2d = (x: Tensor, kernel: Tensor, options: Conv2dOptions = {}): Tensor => {
  const {
    strides = 1,
    padding,
    dilations,
    groups = 1,
  } = checkOptions('conv2d', options, {
    ...strideKinds,
    dilations: 'number|number[]?',
    groups: 'number?',
  });
  requireTensor('conv2d', kernel);
  if (kernel.rank !== 4)
    throw new ShapeError(
      `conv2d: a kernel has the shape [height, width, channels / groups, channels out], got ${showShape(kernel.shape)}`,
    );
  const [height, width, each, out] = kernel.shape as readonly [number, number, number, number];
  const window = [height, width] as const;
  const images = windowedImages('conv2d', x, { window, strides, padding, dilations });
  requireFloat('conv2d', x);
  requireSameDType('conv2d', [x, kernel]);
  requireGroups(images.shape, kernel.shape, groups);
  const pixels = patchesOf(x, images);
  const result = [images.shape[0], ...images.counts, out];
  const size = height * width * each;
  const places = sizeOf(result.slice(0, 3));
  if (groups === 1)
    return reshape(matmul(reshape(pixels, [places, size]), reshape(kernel, [size, out])), result);
  return reshape(ofGroups(pixels, kernel, groups), result);
};

/** @throws ArgumentError or ShapeError unless the channels of images and kernels are those of the groups. */
const requireGroups = (
  images: readonly number[],
  kernel: readonly number[],
  groups: number,
): void => {
  if (!Number.isInteger(groups) || groups < 1)
    throw new ArgumentError(`conv2d: groups must be a whole number of at least 1, got ${groups}`);
  const [channels, each, out] = [images[3]!, kernel[2]!, kernel[3]!];
  if (channels !== each * groups)
    throw new ShapeError(
      `conv2d: images of shape ${showShape(images)} have ${channels} channels, and a kernel of shape ${showShape(kernel)} reads ${each} in each of ${groups} group${groups === 1 ? '' : 's'}; the third length of the kernel must be channels / groups`,
    );
  if (out % groups !== 0)
    throw new ShapeError(
      `conv2d: the ${out} channels out of a kernel of shape ${showShape(kernel)} cannot be shared equally by ${groups} groups`,
    );
};

/** Each group of channels times kernels of its own: patches `[…, height, width, channels]` to `[…, channels out]`. */
const ofGroups = (pixels: Tensor, kernel: Tensor, groups: number): Tensor => {
  const [batch, rows, columns, height, width] = pixels.shape as readonly number[] as readonly [
    ...[number, number, number, number, number],
  ];
  const [, , each, out] = kernel.shape as readonly [number, number, number, number];
  const [places, area, outEach] = [batch * rows * columns, height * width, out / groups];
  if (each === 1) {
    // Of one channel each: a product for each pixel of the window, along all groups, and no matrices.
    const kernels = transpose(reshape(kernel, [area, groups, outEach]), [0, 2, 1]);
    const terms = mul(reshape(pixels, [places, area, 1, groups]), kernels);
    return transpose(sum(terms, { axes: 1 }), [0, 2, 1]);
  }
  const grouped = transpose(reshape(pixels, [places, area, groups, each]), [2, 0, 1, 3]);
  const kernels = transpose(reshape(kernel, [area, each, groups, outEach]), [2, 0, 1, 3]);
  const size = area * each;
  return transpose(
    matmul(reshape(grouped, [groups, places, size]), reshape(kernels, [groups, size, outEach])),
    [1, 0, 2],
  );
};

export interface Pool2dOptions {
  /** The height and width of a window, in pixels: a number, or `[height, width]`. */
  readonly window: Pair;
  /** The pixels from one window to the next: a number, or `[down, right]`; the window by default. */
  readonly strides?: Pair;
  /** The pixels around an image, which do not count: as in `conv2d`; `'valid'`, none, by default. */
  readonly padding?: Padding;
}

const poolKinds: KindsOf<Pool2dOptions> = { ...strideKinds, window: 'number|number[]' };

const pooled = (operation: string, x: Tensor, options: Pool2dOptions): WindowedImages => {
  const { window, strides = window, padding } = checkOptions(operation, options, poolKinds);
  const images = windowedImages(operation, x, { window, strides, padding });
  requireFloat(operation, x);
  const isOutside = images.padding.some((around, axis) =>
    around.some((n) => n >= images.windows.window[axis as 0 | 1]),
  );
  if (isOutside || images.shape[1] === 0 || images.shape[2] === 0)
    throw new ShapeError(
      `${operation}: a window of ${showShape(images.windows.window)} pixels on images of shape ${showShape(images.shape)} with the padding ${JSON.stringify(images.padding)} lies outside the image; make the padding smaller than the window`,
    );
  return images;
};

/** The pixels of each window, and the axes along which they lie. */
const poolsOf = (
  x: Tensor,
  images: WindowedImages,
): { readonly pixels: Tensor; readonly axes: readonly [number, number] } => {
  const { windows, shape, counts } = images;
  const [height, width] = windows.window;
  const [batch, , , channels] = shape;
  const isApart = windows.strides[0] === height && windows.strides[1] === width;
  if (!isApart || isPadded(images)) return { pixels: patchesOf(x, images), axes: [3, 4] };
  // Windows side by side need no copy.
  const [rows, columns] = counts;
  const whole = slice(x, [0, 0, 0, 0], [batch, rows * height, columns * width, channels]);
  return { pixels: reshape(whole, [batch, rows, height, columns, width, channels]), axes: [2, 4] };
};

/** For each pixel of padded images, `[height, width, 1]`, whether it lies in the image. */
const insideOf = ({ shape, padding }: WindowedImages): Tensor => {
  const [[top, bottom], [left, right]] = padding;
  const along = (before: number, length: number, after: number): readonly number[] =>
    Array.from({ length: before + length + after }, (_, i) =>
      before <= i && i < before + length ? 1 : 0,
    );
  const columns = along(left, shape[2], right);
  const inside = along(top, shape[1], bottom).map((row) => columns.map((column) => [row * column]));
  return tensor(inside, { dtype: 'int32' });
};

/**
 * The largest pixel of each window and channel: from `[batch, height, width, channels]` to
 * `[batch, rows, columns, channels]`. Pixels outside the image do not count. The gradient goes to the largest pixel;
 * equal ones share it.
 *
 * @throws ShapeError if no window fits in the images, or one would lie outside; ArgumentError for settings that are not
 * whole numbers from 1; DTypeError for integers.
 * @example
 * ```ts
 * import { maxPool2d, reshape, tensor } from '@puregrad/tensors';
 * const image = reshape(tensor([[1, 2, 3, 0], [4, 5, 6, 9]]), [1, 2, 4, 1]);
 * reshape(maxPool2d(image, { window: 2 }), [2]).toArray(); // => [5, 9]
 * ```
 */
export const maxPool2d = (x: Tensor, options: Pool2dOptions): Tensor => {
  const images = pooled('maxPool2d', x, options);
  if (!isPadded(images)) {
    const { pixels, axes } = poolsOf(x, images);
    return max(pixels, { axes });
  }
  const filled = where(insideOf(images), padImages(x, images), Number.NEGATIVE_INFINITY);
  return max(bind('patches', images.windows, [filled]), { axes: [3, 4] });
};

/**
 * The mean of the pixels of each window and channel: from `[batch, height, width, channels]` to
 * `[batch, rows, columns, channels]`. Pixels outside the image do not count, as in TensorFlow.
 *
 * @throws ShapeError if no window fits in the images, or one would lie outside; ArgumentError for settings that are not
 * whole numbers from 1; DTypeError for integers.
 * @example
 * ```ts
 * import { averagePool2d, reshape, tensor } from '@puregrad/tensors';
 * const image = reshape(tensor([[1, 2, 3, 0], [4, 5, 6, 9]]), [1, 2, 4, 1]);
 * reshape(averagePool2d(image, { window: 2 }), [2]).toArray(); // => [3, 4.5]
 * ```
 */
export const averagePool2d = (x: Tensor, options: Pool2dOptions): Tensor => {
  const images = pooled('averagePool2d', x, options);
  const { pixels, axes } = poolsOf(x, images);
  if (!isPadded(images)) return mean(pixels, { axes });
  return div(sum(pixels, { axes }), pixelsInside(images, x));
};

/** The number of pixels of each window that lie in the image: `[rows, columns, 1]`. */
const pixelsInside = (
  { windows, padding, counts, shape }: WindowedImages,
  { dtype }: Tensor,
): Tensor => {
  const along = (axis: 0 | 1): readonly number[] =>
    Array.from({ length: counts[axis] }, (_, i) => {
      const start = i * windows.strides[axis] - padding[axis][0];
      return Math.min(shape[axis + 1]!, start + windows.window[axis]) - Math.max(0, start);
    });
  const columns = along(1);
  return tensor(
    along(0).map((row) => columns.map((column) => [row * column])),
    { dtype },
  );
};
