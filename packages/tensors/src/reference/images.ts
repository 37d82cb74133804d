import type { Shape } from '../shape.ts';
import type { Windows } from '../windows.ts';
import type { Kernels } from './kernel.ts';

/** Visits each pixel of each window: where its channels begin in the images, and in the patches. */
const eachPixel = (
  { strides, dilations }: Windows,
  images: Shape,
  patches: Shape,
  visit: (inImages: number, inPatches: number) => void,
): void => {
  const [batch, rows, columns, height, width, channels] = patches as readonly [
    ...[number, number, number, number, number, number],
  ];
  const [, imageHeight, imageWidth] = images as readonly [number, number, number, number];
  let inPatches = 0;
  for (let image = 0; image < batch; image++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let p = 0; p < height; p++)
          for (let q = 0; q < width; q++) {
            const y = image * imageHeight + row * strides[0] + p * dilations[0];
            const x = column * strides[1] + q * dilations[1];
            visit((y * imageWidth + x) * channels, inPatches);
            inPatches += channels;
          }
};

export const images: Kernels<'patches' | 'addPatches'> = {
  patches: (windows, [images], patches) => {
    const channels = images!.shape[3]!;
    return ([from], to) =>
      eachPixel(windows, images!.shape, patches.shape, (inImages, inPatches) => {
        for (let k = 0; k < channels; k++) to[inPatches + k] = from![inImages + k]!;
      });
  },

  addPatches: (windows, [patches], images) => {
    const channels = images.shape[3]!;
    return ([from], to) => {
      to.fill(0);
      eachPixel(windows, images.shape, patches!.shape, (inImages, inPatches) => {
        for (let k = 0; k < channels; k++) to[inImages + k]! += from![inPatches + k]!;
      });
    };
  },
};
