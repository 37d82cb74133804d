import type { Shape } from '@puregrad/tensors';

/** The elements of an array; undefined for a shape that no array has, were it for an axis of length 0. */
export const countOf = (shape: Shape): number | undefined => {
  const most = shape.reduce((product, length) => product * (length || 1), 1);
  if (!Number.isSafeInteger(most)) return undefined;
  return shape.includes(0) ? 0 : most;
};
