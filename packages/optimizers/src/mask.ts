import {
  ArgumentError,
  leavesWithPaths,
  mapTree,
  type Path,
  type Tensor,
  zipTrees,
} from '@puregrad/tensors';

/** Chooses parameters by where they stand (`dense1.kernel`) and what they are. */
export type Mask = (path: Path, leaf: Tensor) => boolean;

/**
 * That a mask chooses something: one that does not is a name that was misspelt, or of another network.
 * Where there are no parameters at all there is nothing to choose.
 */
export const requireChosen = (operation: string, mask: Mask, params: unknown): void => {
  const all = leavesWithPaths(params);
  if (all.length > 0 && !all.some(([path, leaf]) => mask(path, leaf)))
    throw new ArgumentError(
      `${operation}: the mask chooses none of the parameters, which are ${all.map(([path]) => `'${path}'`).join(', ')}`,
    );
};

/** The chosen leaves by their paths, themselves a tree. */
export const select = (mask: Mask, tree: unknown, params: unknown = tree): Leaves => {
  const chosen: Record<Path, Tensor> = {};
  zipTrees(params, tree, (param, leaf, path) => {
    if (mask(path, param)) chosen[path] = leaf;
    return leaf;
  });
  return chosen;
};

export type Leaves = { readonly [path: Path]: Tensor };

/** The tree with those leaves in their places. */
export const place = <T>(tree: T, leaves: Leaves): T =>
  mapTree(tree, (leaf, path) => leaves[path] ?? leaf);
