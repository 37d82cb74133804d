import { ArgumentError, ShapeError } from '../errors.ts';
import { assertShape, type Shape, sameShape, showShape } from '../shape.ts';
import { countOf, spanOf, type Windows } from '../windows.ts';
import type { ShapeRules } from './rule.ts';

/** @throws ArgumentError unless all settings of windows are pairs of whole numbers from 1. */
export const requireWindows = (
  operation: string,
  { window, strides, dilations }: Windows,
): void => {
  for (const [name, pair] of Object.entries({ window, strides, dilations }))
    if (pair.length !== 2 || !pair.every((n) => Number.isInteger(n) && n >= 1))
      throw new ArgumentError(
        `${operation}: ${name} must be a whole number of at least 1, or a pair [height, width] of them, got ${showShape(pair)}`,
      );
};

/**
 * The shape of the windows of images.
 *
 * @throws ShapeError if these are not images, or a window does not fit in them.
 */
const patchesShape = (operation: string, windows: Windows, images: Shape): Shape => {
  requireWindows(operation, windows);
  if (images.length !== 4)
    throw new ShapeError(
      `${operation}: images have the shape [batch, height, width, channels], got ${showShape(images)}`,
    );
  const [batch, height, width, channels] = images as readonly [number, number, number, number];
  const counts = [countOf(windows, 0, height), countOf(windows, 1, width)];
  if (counts.some((count) => count < 1))
    throw new ShapeError(
      `${operation}: a window that spans ${showShape([spanOf(windows, 0), spanOf(windows, 1)])} pixels does not fit in images of ${showShape([height, width])} pixels; make the window smaller, or pad the images`,
    );
  return [batch, ...counts, ...windows.window, channels];
};

export const images: ShapeRules<'patches' | 'addPatches'> = {
  patches: (windows, [x]) => ({
    shape: patchesShape('patches', windows, x!.shape),
    dtype: x!.dtype,
  }),

  addPatches: ({ size, ...windows }, [patches]) => {
    const { shape, dtype } = patches!;
    assertShape('addPatches', size);
    const images = [shape[0] ?? 0, ...size, shape.at(-1) ?? 0];
    const expected = patchesShape('addPatches', windows, images);
    if (!sameShape(shape, expected))
      throw new ShapeError(
        `addPatches: the windows of images of shape ${showShape(images)} have the shape ${showShape(expected)}, got ${showShape(shape)}`,
      );
    return { shape: images, dtype };
  },
};
