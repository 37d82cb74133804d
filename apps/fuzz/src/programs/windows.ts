import type { Attributes, Windows } from '@puregrad/tensors/interpreters';
import { type Chooser, one } from './chooser.ts';
import { fits } from './scope.ts';

type Axes4 = readonly [number, number, number, number];
type Axes6 = readonly [number, number, number, number, number, number];

/** Of the windows along an axis. */
type Along = readonly [window: number, stride: number, dilation: number];

const windowsOf = (down: Along, right: Along): Windows => ({
  window: [down[0], right[0]],
  strides: [down[1], right[1]],
  dilations: [down[2], right[2]],
});
const countOf = ([window, stride, dilation]: Along, length: number): number =>
  Math.floor((length - dilation * (window - 1) - 1) / stride) + 1;

export const patches: Chooser<Attributes['patches']> = (scope) =>
  one(
    scope,
    ({ shape }) => {
      const [batch, height, width, channels] = shape as Axes4;
      const along = (length: number): Along => {
        const window = 1 + scope.choose(Math.min(3, length));
        const most = window === 1 ? 3 : Math.floor((length - 1) / (window - 1));
        return [window, 1 + scope.choose(3), 1 + scope.choose(Math.min(3, most))];
      };
      const [down, right] = [along(height), along(width)];
      const windows = windowsOf(down, right);
      const counts = [countOf(down, height), countOf(right, width)];
      return fits([batch, ...counts, ...windows.window, channels]) ? windows : undefined;
    },
    ({ shape }) => shape.length === 4 && shape[1]! > 0 && shape[2]! > 0,
  );

export const addPatches: Chooser<Attributes['addPatches']> = (scope) =>
  one(
    scope,
    ({ shape }) => {
      const [batch, rows, columns, height, width, channels] = shape as Axes6;
      const along = (window: number): Along => [window, 1 + scope.choose(3), 1 + scope.choose(3)];
      const [down, right] = [along(height), along(width)];
      // The pixels that follow the last window belong to none.
      const lengthOf = ([window, stride, dilation]: Along, count: number): number =>
        stride * (count - 1) + dilation * (window - 1) + 1 + scope.choose(stride);
      const size = [lengthOf(down, rows), lengthOf(right, columns)] as const;
      return fits([batch, ...size, channels]) ? { ...windowsOf(down, right), size } : undefined;
    },
    ({ shape }) => shape.length === 6 && shape.slice(1, 5).every((length) => length > 0),
  );
