import { type Mask, mapTree, type Path, type Tensor, zipTrees } from '@puregrad/tensors';

/** The chosen leaves by their paths. The result is a tree too. */
export const select = (mask: Mask, tree: unknown, params: unknown = tree): Leaves => {
  const chosen: Record<Path, Tensor> = {};
  zipTrees(params, tree, (param, leaf, path) => {
    if (mask(path, param)) chosen[path] = leaf;
    return leaf;
  });
  return chosen;
};

export type Leaves = { readonly [path: Path]: Tensor };

/** The tree with the given leaves in their places. */
export const place = <T>(tree: T, leaves: Leaves): T =>
  mapTree(tree, (leaf, path) => leaves[path] ?? leaf);
