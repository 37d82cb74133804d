import { add, leaves, sqrt, square, sum, type Tensor, zeros } from '@puregrad/tensors';

/**
 * The Euclidean norm of all elements of a tree together, a scalar: `√Σ‖t‖²`; 0 of a tree without
 * tensors.
 *
 * @example
 * ```ts
 * import { globalNorm } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * globalNorm({ a: tensor([3]), b: tensor([4]) }).item(); // => 5
 * ```
 */
export const globalNorm = (tree: unknown): Tensor => {
  const tensors = leaves(tree);
  return sqrt(
    tensors
      .map((tensor) => sum(square(tensor)))
      .reduce(
        (total, term) => add(total, term),
        zeros([], { dtype: tensors[0]?.dtype ?? 'float32' }),
      ),
  );
};
