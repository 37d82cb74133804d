import {
  pad,
  reshape,
  reverse,
  type Shape,
  slice,
  sum,
  type Tensor,
  transpose,
} from '@puregrad/tensors';
import type { VjpRules } from './rule.ts';

/** Sums over the axes that a broadcast repeated: its adjoint. */
const unbroadcast = (x: Tensor, shape: Shape): Tensor => {
  const lead = x.rank - shape.length;
  const repeated = x.shape.flatMap((length, axis) =>
    axis < lead || (shape[axis - lead] === 1 && length !== 1) ? [axis] : [],
  );
  return reshape(sum(x, { axes: repeated }), shape);
};

const inverse = (permutation: readonly number[]): readonly number[] =>
  permutation.map((_, axis) => permutation.indexOf(axis));

export const movement: VjpRules<
  'reshape' | 'broadcastTo' | 'transpose' | 'slice' | 'pad' | 'reverse' | 'concat'
> = {
  reshape: ({ inputs: [x], cotangent }) => [() => reshape(cotangent, x!.shape)],
  broadcastTo: ({ inputs: [x], cotangent }) => [() => unbroadcast(cotangent, x!.shape)],
  transpose: ({ attributes: { permutation }, cotangent }) => [
    () => transpose(cotangent, inverse(permutation)),
  ],
  slice: ({ attributes: { starts, ends }, inputs: [x], cotangent }) => [
    () =>
      pad(
        cotangent,
        starts,
        ends.map((end, axis) => x!.shape[axis]! - end),
      ),
  ],
  pad: ({ attributes: { before }, inputs: [x], cotangent }) => [
    () =>
      slice(
        cotangent,
        before,
        before.map((count, axis) => count + x!.shape[axis]!),
      ),
  ],
  reverse: ({ attributes: { axes }, cotangent }) => [() => reverse(cotangent, axes)],
  concat: ({ attributes: { axis }, inputs, cotangent }) => {
    let end = 0;
    return inputs.map(({ shape }) => {
      const start = end;
      end = start + shape[axis]!;
      const stop = end;
      return () =>
        slice(
          cotangent,
          shape.map((_, i) => (i === axis ? start : 0)),
          shape.map((length, i) => (i === axis ? stop : length)),
        );
    });
  },
};
