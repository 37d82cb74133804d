import { ShapeError } from '../errors.ts';
import { assertShape, broadcastsTo, sameShape, showShape, sizeOf } from '../shape.ts';
import { requireSameDType, type ShapeRules } from './rule.ts';

export const movement: ShapeRules<
  'reshape' | 'broadcastTo' | 'transpose' | 'slice' | 'pad' | 'reverse' | 'concat'
> = {
  reshape: ({ shape }, [x]) => {
    assertShape('reshape', shape);
    if (sizeOf(shape) !== sizeOf(x!.shape))
      throw new ShapeError(
        `reshape: ${showShape(x!.shape)} has ${sizeOf(x!.shape)} elements, ${showShape(shape)} needs ${sizeOf(shape)}`,
      );
    return { shape, dtype: x!.dtype };
  },

  broadcastTo: ({ shape }, [x]) => {
    assertShape('broadcastTo', shape);
    if (!broadcastsTo(x!.shape, shape))
      throw new ShapeError(
        `broadcastTo: shape ${showShape(x!.shape)} does not broadcast to ${showShape(shape)}: from the right, lengths must be equal or 1`,
      );
    return { shape, dtype: x!.dtype };
  },

  transpose: ({ permutation }, [x]) => {
    const axes = [...permutation].sort((a, b) => a - b);
    if (axes.length !== x!.shape.length || axes.some((axis, i) => axis !== i))
      throw new ShapeError(
        `transpose: ${showShape(permutation)} is not a permutation of the ${x!.shape.length} axes of shape ${showShape(x!.shape)}`,
      );
    return { shape: permutation.map((axis) => x!.shape[axis]!), dtype: x!.dtype };
  },

  slice: ({ starts, ends }, [x]) => {
    const fits =
      starts.length === x!.shape.length &&
      ends.length === x!.shape.length &&
      [...starts, ...ends].every(Number.isInteger) &&
      x!.shape.every(
        (length, axis) =>
          0 <= starts[axis]! && starts[axis]! <= ends[axis]! && ends[axis]! <= length,
      );
    if (!fits)
      throw new ShapeError(
        `slice: starts ${showShape(starts)} and ends ${showShape(ends)} do not lie within shape ${showShape(x!.shape)}`,
      );
    return { shape: ends.map((end, axis) => end - starts[axis]!), dtype: x!.dtype };
  },

  pad: ({ before, after }, [x]) => {
    const { shape, dtype } = x!;
    if (before.length !== shape.length || after.length !== shape.length)
      throw new ShapeError(
        `pad: before ${showShape(before)} and after ${showShape(after)} need one number for each axis of shape ${showShape(shape)}`,
      );
    assertShape('pad', before);
    assertShape('pad', after);
    return { shape: shape.map((length, axis) => length + before[axis]! + after[axis]!), dtype };
  },

  reverse: (_, [x]) => x!,

  concat: ({ axis }, inputs) => {
    const [first, ...rest] = inputs;
    const others = (shape: readonly number[]) => shape.map((n, i) => (i === axis ? 0 : n));
    let length = first!.shape[axis]!;
    for (const { shape } of rest) {
      if (!sameShape(others(first!.shape), others(shape)))
        throw new ShapeError(
          `concat: shapes ${showShape(first!.shape)} and ${showShape(shape)} differ outside axis ${axis}`,
        );
      length += shape[axis]!;
    }
    return {
      shape: first!.shape.map((n, i) => (i === axis ? length : n)),
      dtype: requireSameDType('concat', inputs),
    };
  },
};
