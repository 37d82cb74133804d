import { abs, divideNoNaN, max, mul, norm, type Operand, type Tensor } from '@puregrad/tensors';

/**
 * Weights with the same directions along an axis, and with the given norms; zeros stay zeros. Each column
 * is first divided by its largest element, so that squares neither overflow nor underflow.
 */
export const withNorm = (weights: Tensor, norms: Operand, axis: number): Tensor => {
  // An empty tensor has no maximum.
  if (weights.size === 0) return weights;
  const along = { axes: axis, keepDims: true };
  const shrunk = divideNoNaN(weights, max(abs(weights), along));
  return mul(shrunk, divideNoNaN(norms, norm(shrunk, along)));
};
