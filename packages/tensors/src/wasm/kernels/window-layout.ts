import type { Shape } from '../../shape.ts';
import type { Windows } from '../../windows.ts';
import { add, const as c } from '../assembler/i32.ts';
import { type Code, forLoop, get, type Local, seq, set } from '../assembler.ts';

/** The runs of words of a row of a window that lie next to each other, in the image as in the patch. */
export interface Runs {
  readonly count: number;
  readonly bytes: number;
  /** The bytes from one run to the next in the image; in the patch they follow each other. */
  readonly imageStride: number;
}

/** Where images and their patches lie in memory. */
export interface WindowLayout {
  readonly batch: number;
  readonly height: number;
  /** The numbers of windows along the height and the width of an image. */
  readonly rows: number;
  readonly columns: number;
  /** The bytes of a row of an image, of a row of a window in its patch, and of a patch. */
  readonly lineBytes: number;
  readonly rowBytes: number;
  readonly patchBytes: number;
  /** The bytes from the first pixel of a window to that of the next one to the right. */
  readonly stepBytes: number;
  readonly runs: Runs;
}

export const layoutOf = (windows: Windows, images: Shape, patches: Shape): WindowLayout => {
  const [, height, width, channels] = images as readonly [number, number, number, number];
  const [batch, rows, columns] = patches as readonly [number, number, number];
  const { window, strides, dilations } = windows;
  const pixel = 4 * channels;
  const rowBytes = pixel * window[1];
  return {
    batch,
    height,
    rows,
    columns,
    lineBytes: pixel * width,
    rowBytes,
    patchBytes: rowBytes * window[0],
    stepBytes: pixel * strides[1],
    // The pixels of a row are one run unless the window skips some.
    runs:
      dilations[1] === 1
        ? { count: 1, bytes: rowBytes, imageStride: 0 }
        : { count: window[1], bytes: pixel, imageStride: pixel * dilations[1] },
  };
};

/** Code for each window of a row, with the addresses of its first pixel in the image and of its patch. */
export const eachColumn = (
  { columns, stepBytes, patchBytes }: WindowLayout,
  [column, image, patch]: readonly [column: Local, image: Local, patch: Local],
  starts: readonly [image: Code, patch: Code],
  visit: Code,
): Code => {
  const move = (local: Local, bytes: number): Code => set(local, add(get(local), c(bytes)));
  return seq(
    set(image, starts[0]),
    set(patch, starts[1]),
    forLoop(
      column,
      c(0),
      c(columns),
      1,
      seq(visit, move(image, stepBytes), move(patch, patchBytes)),
    ),
  );
};
