import type { NumericArray } from '../dtype.ts';
import { sizeOf, stridesOf } from '../shape.ts';
import type { Kernels, Run } from './kernel.ts';

/** Elements at `offset + Σ index · stride`. */
interface View {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

const contiguous = (shape: readonly number[], offset = 0): View => ({
  shape,
  strides: stridesOf(shape),
  offset,
});

/** Copies one view to another of the same shape. */
const copy = (source: View, target: View): ((from: NumericArray, to: NumericArray) => void) => {
  const rank = source.shape.length;
  const inner = source.shape[rank - 1] ?? 1;
  const rows = sizeOf(source.shape) === 0 ? 0 : sizeOf(source.shape.slice(0, -1));
  const [fromStep, toStep] = [source.strides[rank - 1] ?? 1, target.strides[rank - 1] ?? 1];
  const index = new Int32Array(rank);
  return (from, to) => {
    index.fill(0);
    let i = source.offset;
    let o = target.offset;
    for (let row = 0; row < rows; row++) {
      if (fromStep === 0 && toStep === 1) to.fill(from[i]!, o, o + inner);
      else for (let j = 0; j < inner; j++) to[o + j * toStep] = from[i + j * fromStep]!;
      for (let axis = rank - 2; axis >= 0; axis--) {
        i += source.strides[axis]!;
        o += target.strides[axis]!;
        if (++index[axis]! < source.shape[axis]!) break;
        i -= source.strides[axis]! * source.shape[axis]!;
        o -= target.strides[axis]! * source.shape[axis]!;
        index[axis] = 0;
      }
    }
  };
};

const copyFrom = (source: View): Run => {
  const run = copy(source, contiguous(source.shape));
  return ([from], to) => run(from!, to);
};

export const movement: Kernels<
  'reshape' | 'broadcastTo' | 'transpose' | 'slice' | 'pad' | 'reverse' | 'concat'
> = {
  reshape:
    () =>
    ([x], y) =>
      y.set(x!),

  broadcastTo: ({ shape }, [x]) => {
    const lead = shape.length - x!.shape.length;
    const strides = stridesOf(x!.shape);
    return copyFrom({
      shape,
      strides: shape.map((_, axis) =>
        axis < lead || x!.shape[axis - lead] === 1 ? 0 : strides[axis - lead]!,
      ),
      offset: 0,
    });
  },

  transpose: ({ permutation }, [x], { shape }) => {
    const strides = stridesOf(x!.shape);
    return copyFrom({ shape, strides: permutation.map((axis) => strides[axis]!), offset: 0 });
  },

  slice: ({ starts }, [x], { shape }) => {
    const strides = stridesOf(x!.shape);
    const offset = starts.reduce((sum, start, axis) => sum + start * strides[axis]!, 0);
    return copyFrom({ shape, strides, offset });
  },

  pad: ({ before }, [x], { shape }) => {
    const strides = stridesOf(shape);
    const offset = before.reduce((sum, count, axis) => sum + count * strides[axis]!, 0);
    const run = copy(contiguous(x!.shape), { shape: x!.shape, strides, offset });
    return ([from], to) => {
      to.fill(0);
      run(from!, to);
    };
  },

  reverse: ({ axes }, [x]) => {
    const strides = stridesOf(x!.shape);
    const last = axes.map((axis) => (x!.shape[axis]! - 1) * strides[axis]!);
    return copyFrom({
      shape: x!.shape,
      strides: strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride)),
      offset: last.reduce((sum, offset) => sum + offset, 0),
    });
  },

  concat: ({ axis }, inputs, { shape }) => {
    const strides = stridesOf(shape);
    let start = 0;
    const runs = inputs.map((input) => {
      const offset = start * strides[axis]!;
      start += input.shape[axis]!;
      return copy(contiguous(input.shape), { shape: input.shape, strides, offset });
    });
    return (sources, to) => {
      for (let i = 0; i < runs.length; i++) runs[i]!(sources[i]!, to);
    };
  },
};
