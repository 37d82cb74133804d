import {
  DTypeError,
  leavesWithPaths,
  requireLeaves,
  ShapeError,
  showShape,
  zipTrees,
} from '@puregrad/tensors';

const at = (path: string): string => (path === '' ? '' : ` at '${path}'`);

/** Differentiation is with respect to floats. */
export const requireFloats = (operation: string, tree: unknown): void => {
  requireLeaves(operation, 'what to differentiate by', tree);
  for (const [path, leaf] of leavesWithPaths(tree))
    if (leaf.dtype === 'int32')
      throw new DTypeError(
        `${operation}: the int32 tensor${at(path)} has no derivative; differentiate with respect to floats, and pass integers as a later argument`,
      );
};

/** A direction, or a cotangent, has the structure, shapes and dtypes of its tree. */
export const requireDirection = <T>(operation: string, tree: T, direction: NoInfer<T>): void => {
  requireFloats(operation, tree);
  zipTrees(tree, direction, (leaf, other, path) => {
    if (leaf.dtype !== other.dtype || showShape(leaf.shape) !== showShape(other.shape))
      throw new ShapeError(
        `${operation}: the direction${at(path)} is ${other.dtype} ${showShape(other.shape)}, its tensor ${leaf.dtype} ${showShape(leaf.shape)}`,
      );
    return leaf;
  });
};
