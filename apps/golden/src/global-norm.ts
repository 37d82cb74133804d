import { add, leaves, sqrt, square, sum, type Tensor } from '@puregrad/tensors';

/** The Euclidean norm of all elements of a tree together. */
export const globalNorm = (tree: unknown): Tensor =>
  sqrt(
    leaves(tree)
      .map((leaf) => sum(square(leaf)))
      .reduce((total, part) => add(total, part)),
  );
