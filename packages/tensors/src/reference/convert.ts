import type { Kernels } from './kernel.ts';

const [LEAST, MOST] = [-(2 ** 31), 2 ** 31 - 1];

/** Towards zero, as storing does; what lies outside is the nearest there is, and NaN is 0, as in WebAssembly. */
const toInt32 = (x: number): number => Math.max(LEAST, Math.min(MOST, x));

export const convert: Kernels<'cast' | 'stopGradient'> = {
  cast: (_, [x], { dtype }) =>
    x!.dtype !== 'int32' && dtype === 'int32'
      ? ([from], y) => {
          for (let i = 0; i < y.length; i++) y[i] = toInt32(from![i]!);
        }
      : ([from], y) => y.set(from!),
  stopGradient:
    () =>
    ([x], y) =>
      y.set(x!),
};
