import { checkArgument, requireTensor } from '../arguments.ts';
import { bind } from '../bind.ts';
import { ArgumentError, ShapeError } from '../errors.ts';
import { showShape, sizeOf } from '../shape.ts';
import { showValue } from '../show-value.ts';
import type { Tensor } from '../tensor.ts';
import { countOf, spanOf, type Windows } from '../windows.ts';
import { pad, reshape } from './movement.ts';

/** A number for both axes, or one for the height and one for the width. */
export type Pair = number | readonly [height: number, width: number];

/**
 * The pixels around an image:
 *
 * - `'valid'`: none;
 * - `'same'`: so many that there are `⌈length / stride⌉` windows along an axis, half of them before the image (one
 *   less if their number is odd), as in TensorFlow;
 * - `[[top, bottom], [left, right]]`.
 */
export type Padding =
  | 'valid'
  | 'same'
  | readonly [rows: readonly [number, number], columns: readonly [number, number]];

/** Settings of windows, as options of an operation give them. */
export interface WindowSettings {
  readonly window: Pair;
  readonly strides: Pair;
  readonly dilations?: Pair | undefined;
  readonly padding?: Padding | undefined;
}

/** Images, as `[batch, height, width, channels]`, and the windows on them, with their pixels outside. */
export interface WindowedImages {
  readonly windows: Windows;
  readonly shape: readonly [batch: number, height: number, width: number, channels: number];
  /** The pixels before and after the height, and the width. */
  readonly padding: readonly [readonly [number, number], readonly [number, number]];
  /** The number of windows along the height and the width. */
  readonly counts: readonly [number, number];
}

const pairOf = (given: Pair): readonly [number, number] =>
  typeof given === 'number' ? [given, given] : given;

const isCount = (n: unknown): boolean => Number.isInteger(n) && (n as number) >= 0;

const requirePadding = (operation: string, padding: Padding): void => {
  const isPadding =
    padding === 'valid' ||
    padding === 'same' ||
    (Array.isArray(padding) &&
      padding.length === 2 &&
      padding.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount)));
  if (!isPadding)
    throw new ArgumentError(
      `${operation}: padding is 'valid', 'same' or [[top, bottom], [left, right]] in whole numbers from 0, got ${showValue(padding)}`,
    );
};

/** @throws ArgumentError unless all settings of windows are pairs of whole numbers from 1. */
const requireWindows = (operation: string, { window, strides, dilations }: Windows): void => {
  for (const [name, pair] of Object.entries({ window, strides, dilations }))
    if (pair.length !== 2 || !pair.every((n) => Number.isInteger(n) && n >= 1))
      throw new ArgumentError(
        `${operation}: ${name} must be a whole number of at least 1, or a pair [height, width] of them, got ${showShape(pair)}`,
      );
};

/** The pixels before and after an axis. */
const paddingAlong = (
  windows: Windows,
  padding: Padding,
  axis: 0 | 1,
  length: number,
): readonly [number, number] => {
  if (padding === 'valid') return [0, 0];
  if (padding !== 'same') return padding[axis];
  const stride = windows.strides[axis];
  const last = (Math.ceil(length / stride) - 1) * stride;
  const total = Math.max(0, last + spanOf(windows, axis) - length);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
};

/**
 * The windows of an operation on images.
 *
 * @throws ArgumentError for settings that are none; ShapeError if these are not images, or no window fits.
 */
export const windowedImages = (
  operation: string,
  x: Tensor,
  { window, strides, dilations = 1, padding = 'valid' }: WindowSettings,
): WindowedImages => {
  const { shape } = requireTensor(operation, x);
  for (const [name, given] of Object.entries({ window, strides, dilations }))
    checkArgument(operation, name, given, 'number|number[]');
  const windows = {
    window: pairOf(window),
    strides: pairOf(strides),
    dilations: pairOf(dilations),
  };
  requireWindows(operation, windows);
  requirePadding(operation, padding);
  if (shape.length !== 4)
    throw new ShapeError(
      `${operation}: images have the shape [batch, height, width, channels], got ${showShape(shape)}; reshape(x, [-1, height, width, channels]) makes them of rows`,
    );
  const images = shape as readonly [number, number, number, number];
  const around = ([0, 1] as const).map((axis) =>
    paddingAlong(windows, padding, axis, images[axis + 1]!),
  ) as readonly (readonly [number, number])[] as WindowedImages['padding'];
  const padded = around.map(([before, after], axis) => before + images[axis + 1]! + after);
  const counts = [countOf(windows, 0, padded[0]!), countOf(windows, 1, padded[1]!)] as const;
  if (counts.some((count) => count < 1))
    throw new ShapeError(
      `${operation}: a window that spans ${showShape([spanOf(windows, 0), spanOf(windows, 1)])} pixels does not fit in images of ${showShape(padded)} pixels (x has shape ${showShape(shape)}); make the window smaller, or the padding larger`,
    );
  return { windows, shape: images, padding: around, counts };
};

export const isPadded = ({ padding }: WindowedImages): boolean => padding.flat().some((n) => n > 0);

/** Images with their pixels outside, which are zeros. */
export const padImages = (x: Tensor, images: WindowedImages): Tensor => {
  const [[top, bottom], [left, right]] = images.padding;
  return isPadded(images) ? pad(x, [0, top, left, 0], [0, bottom, right, 0]) : x;
};

/** The pixels of each window: `[batch, rows, columns, window height, window width, channels]`. */
export const patchesOf = (x: Tensor, images: WindowedImages): Tensor => {
  const padded = padImages(x, images);
  const { windows, counts, shape } = images;
  const [batch, , , channels] = shape;
  const [height, width] = windows.window;
  // One window that is the whole image, or windows of one pixel: the same elements in the same order.
  const isWhole =
    sizeOf(padded.shape) === sizeOf([batch, ...counts, height, width, channels]) &&
    ((counts[0] === 1 && counts[1] === 1) || (height === 1 && width === 1));
  return isWhole
    ? reshape(padded, [batch, ...counts, height, width, channels])
    : bind('patches', windows, [padded]);
};
