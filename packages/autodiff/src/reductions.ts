import {
  broadcastTo,
  cast,
  div,
  equal,
  reshape,
  type Shape,
  sum,
  type Tensor,
} from '@puregrad/tensors';

/** Repeats a reduced tensor along the axes that the reduction removed. */
export const spread = (reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor =>
  broadcastTo(
    reshape(
      reduced,
      shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    ),
    shape,
  );

/** Each maximal element's share: 1 over how many there are; 0 for the others. */
export const shareOfMax = (x: Tensor, largest: Tensor, axes: readonly number[]): Tensor => {
  const isLargest = cast(equal(x, spread(largest, x.shape, axes)), x.dtype);
  return div(isLargest, sum(isLargest, { axes, keepDims: true }));
};
