/** Windows on the pixels of images; each pair has the number for the height, then that for the width. */
export interface Windows {
  /** The number of pixels of a window. */
  readonly window: readonly [height: number, width: number];
  /** The pixels from one window to the next. */
  readonly strides: readonly [down: number, right: number];
  /** The pixels from one pixel of a window to the next. */
  readonly dilations: readonly [down: number, right: number];
}

/** The pixels from the first of a window to the last, both included, along an axis. */
export const spanOf = ({ window, dilations }: Windows, axis: 0 | 1): number =>
  dilations[axis] * (window[axis] - 1) + 1;

/** The number of windows along an axis of a length; below 1 if none fits. */
export const countOf = (windows: Windows, axis: 0 | 1, length: number): number =>
  Math.floor((length - spanOf(windows, axis)) / windows.strides[axis]) + 1;
