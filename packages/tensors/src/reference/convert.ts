import type { Kernels } from './kernel.ts';

export const convert: Kernels<'cast' | 'stopGradient'> = {
  // Storing into an Int32Array truncates towards zero, as C and NumPy do.
  cast:
    () =>
    ([x], y) =>
      y.set(x!),
  stopGradient:
    () =>
    ([x], y) =>
      y.set(x!),
};
