import { ShapeError } from '../errors.ts';
import { type Shape, sameShape, showShape } from '../shape.ts';
import { countOf, type Windows } from '../windows.ts';
import type { ShapeRules } from './rule.ts';

/** The shape of the patches of images; empty if the windows do not fit in them. */
const patchesShape = (windows: Windows, images: Shape): Shape => {
  const [batch, height, width, channels] = images as readonly [number, number, number, number];
  const { window, strides, dilations } = windows;
  const counts = [countOf(windows, 0, height), countOf(windows, 1, width)];
  const areWhole = [...counts, ...window, ...strides, ...dilations].every(
    (n) => Number.isInteger(n) && n > 0,
  );
  return images.length === 4 && areWhole ? [batch, ...counts, ...window, channels] : [];
};

const misfit = (operation: string, { window, strides, dilations }: Windows, shape: Shape) =>
  new ShapeError(
    `${operation}: windows of ${showShape(window)} with strides ${showShape(strides)} and dilations ${showShape(dilations)} do not fit shape ${showShape(shape)}`,
  );

export const images: ShapeRules<'patches' | 'addPatches'> = {
  patches: (windows, [x]) => {
    const shape = patchesShape(windows, x!.shape);
    if (shape.length === 0) throw misfit('patches', windows, x!.shape);
    return { shape, dtype: x!.dtype };
  },

  addPatches: (windows, [x]) => {
    const images = [x!.shape[0]!, ...windows.size, x!.shape[5]!];
    if (x!.shape.length !== 6 || !sameShape(x!.shape, patchesShape(windows, images)))
      throw misfit('addPatches', windows, x!.shape);
    return { shape: images, dtype: x!.dtype };
  },
};
