import { sizeOf, stridesOf } from '../shape.ts';
import type { Kernels } from './kernel.ts';

/**
 * For each outer position of the input (all axes but the last), where in the output it starts;
 * and the output's stride along the last axis, 0 where that is reduced.
 */
const layout = (shape: readonly number[], axes: readonly number[]) => {
  const kept = shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const strides = stridesOf(kept).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  const outer = shape.slice(0, -1);
  const starts = new Int32Array(sizeOf(outer));
  for (let i = 0; i < starts.length; i++) {
    let rest = i;
    let start = 0;
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      start += (rest % outer[axis]!) * strides[axis]!;
      rest = Math.floor(rest / outer[axis]!);
    }
    starts[i] = start;
  }
  return { starts, inner: shape.at(-1) ?? 1, stride: strides.at(-1) ?? 0 };
};

export const reduce: Kernels<'sum' | 'max' | 'argMax'> = {
  sum: ({ axes }, [x], output) => {
    const { starts, inner, stride } = layout(x!.shape, axes);
    // Sums are kept in double precision and rounded once, so that long ones lose nothing.
    const sums = new Float64Array(sizeOf(output.shape));
    return ([source], y) => {
      sums.fill(0);
      for (let i = 0, offset = 0; i < starts.length; i++, offset += inner) {
        const start = starts[i]!;
        if (stride === 0) {
          let sum = 0;
          for (let j = 0; j < inner; j++) sum += source![offset + j]!;
          sums[start]! += sum;
        } else for (let j = 0; j < inner; j++) sums[start + j * stride]! += source![offset + j]!;
      }
      y.set(sums);
    };
  },

  max: ({ axes }, [x]) => {
    const { starts, inner, stride } = layout(x!.shape, axes);
    const lowest = x!.dtype === 'int32' ? -(2 ** 31) : -Infinity;
    return ([source], y) => {
      y.fill(lowest);
      for (let i = 0, offset = 0; i < starts.length; i++, offset += inner)
        for (let j = 0; j < inner; j++) {
          const target = starts[i]! + j * stride;
          y[target] = Math.max(y[target]!, source![offset + j]!);
        }
    };
  },

  argMax: ({ axis }, [x]) => {
    const length = x!.shape[axis]!;
    const stride = sizeOf(x!.shape.slice(axis + 1));
    return ([source], y) => {
      for (let i = 0; i < y.length; i++) {
        const start = Math.floor(i / stride) * stride * length + (i % stride);
        let best = 0;
        for (let j = 0; j < length; j++) {
          const value = source![start + j * stride]!;
          // A NaN is found, as NumPy finds it, not passed over.
          if (Number.isNaN(value)) {
            best = j;
            break;
          }
          if (value > source![start + best * stride]!) best = j;
        }
        y[i] = best;
      }
    };
  },
};
