import { leaves, norm, scalar, stack, type Tensor } from '@puregrad/tensors';

/**
 * The Euclidean norm of all elements of a tree together, a scalar: `√Σ‖t‖²`, without overflow
 * or underflow of the squares; 0 for a tree without tensors. Its derivative at 0 is 0.
 *
 * @example
 * ```ts
 * import { globalNorm } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * globalNorm({ a: tensor([3]), b: tensor([4]) }).item(); // => 5
 * ```
 */
export const globalNorm = (tree: unknown): Tensor => {
  const norms = leaves(tree).map((tensor) => norm(tensor));
  return norms.length === 0 ? scalar(0) : norms.length === 1 ? norms[0]! : norm(stack(norms));
};
