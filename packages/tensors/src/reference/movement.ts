import type { NumericArray } from '../dtype.ts';
import { readingOf, type Strided, throughView, type ViewPrimitive } from '../readings.ts';
import { type Shape, sizeOf, stridesOf } from '../shape.ts';
import type { Kernel, Kernels } from './kernel.ts';

interface View extends Strided {
  readonly shape: Shape;
}

const contiguous = (shape: Shape, offset = 0): View => ({
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

const copyView =
  <P extends ViewPrimitive>(primitive: P): Kernel<P> =>
  (attributes, [x], { shape }) => {
    const reading = readingOf(primitive, attributes, x!.shape);
    const source = throughView(reading, contiguous(x!.shape), shape);
    const run = copy({ shape, ...source }, contiguous(shape));
    return ([from], to) => run(from!, to);
  };

export const movement: Kernels<
  'reshape' | 'broadcastTo' | 'transpose' | 'slice' | 'pad' | 'reverse' | 'concat'
> = {
  reshape:
    () =>
    ([x], y) =>
      y.set(x!),

  broadcastTo: copyView('broadcastTo'),
  transpose: copyView('transpose'),
  slice: copyView('slice'),
  reverse: copyView('reverse'),

  pad: ({ before }, [x], { shape }) => {
    const strides = stridesOf(shape);
    const offset = before.reduce((sum, count, axis) => sum + count * strides[axis]!, 0);
    const run = copy(contiguous(x!.shape), { shape: x!.shape, strides, offset });
    return ([from], to) => {
      to.fill(0);
      run(from!, to);
    };
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
