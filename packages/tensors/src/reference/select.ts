import type { Kernels } from './kernel.ts';

export const select: Kernels<'where'> = {
  where:
    () =>
    ([condition, a, b], y) => {
      for (let i = 0; i < y.length; i++) y[i] = condition![i] !== 0 ? a![i]! : b![i]!;
    },
};
