import type { Shape } from '@puregrad/tensors';

/** The number of elements of a shape; undefined if it is too large for an array, even with an axis of length 0. */
export const countOf = (shape: Shape): number | undefined => {
  const most = shape.reduce((product, length) => product * (length || 1), 1);
  if (!Number.isSafeInteger(most)) return undefined;
  return shape.includes(0) ? 0 : most;
};
