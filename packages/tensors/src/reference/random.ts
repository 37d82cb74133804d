import { ROUNDS, threefry2x32 } from '../random/threefry.ts';
import type { Kernels } from './kernel.ts';

export const random: Kernels<'threefry' | 'randomBits' | 'shiftRight'> = {
  threefry: ({ rounds }) => {
    const words = new Int32Array(2);
    return ([key, counters], y) => {
      for (let i = 0; i < y.length; i += 2) {
        threefry2x32(key![0]!, key![1]!, counters![i]!, counters![i + 1]!, rounds, words);
        y[i] = words[0]!;
        y[i + 1] = words[1]!;
      }
    };
  },

  randomBits: () => {
    const words = new Int32Array(2);
    return ([key], y) => {
      for (let i = 0; i < y.length; i++) {
        threefry2x32(key![0]!, key![1]!, 0, i, ROUNDS, words);
        y[i] = words[0]! ^ words[1]!;
      }
    };
  },

  shiftRight:
    ({ bits }) =>
    ([x], y) => {
      for (let i = 0; i < y.length; i++) y[i] = x![i]! >>> bits;
    },
};
