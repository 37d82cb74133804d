import {
  abs,
  div,
  greater,
  max,
  mul,
  norm,
  type Operand,
  type Tensor,
  where,
} from '@puregrad/tensors';

/**
 * Weights of the same directions along an axis, and of the given norms; zeros stay zeros. Each column
 * is first divided by its largest element, so that squares of huge and tiny ones are numbers.
 */
export const withNorm = (weights: Tensor, norms: Operand, axis: number): Tensor => {
  // Nothing has no largest element.
  if (weights.size === 0) return weights;
  const along = { axes: axis, keepDims: true };
  const shrunk = div(weights, orOne(max(abs(weights), along)));
  return mul(shrunk, div(norms, orOne(norm(shrunk, along))));
};

/** Divided by 1 where it does not count, so that zero columns divide by nothing. */
const orOne = (divisor: Tensor): Tensor => where(greater(divisor, 0), divisor, 1);
