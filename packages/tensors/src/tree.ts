import { checkOptions } from './arguments.ts';
import { TreeError } from './errors.ts';
import type { Tensor } from './tensor.ts';
import { flatten, flattenLike, type Path, type TreeDef, unflatten } from './tree-def.ts';

export type { Path, Static, Tree } from './tree-def.ts';

/**
 * A tree of the same structure with every tensor replaced.
 *
 * @example
 * ```ts
 * import { mapTree, mul, tensor } from '@puregrad/tensors';
 * mapTree({ a: tensor([1, 2]) }, (leaf) => mul(leaf, 10)).a.toArray(); // => [10, 20]
 * ```
 */
export const mapTree = <T>(tree: T, f: (leaf: Tensor, path: Path) => Tensor): T => {
  checkOptions('mapTree', { f }, { f: 'function' });
  const { def, leaves, paths } = flatten(tree);
  return unflatten(
    def,
    leaves.map((leaf, i) => f(leaf, paths[i]!)),
  ) as T;
};

/**
 * Walks trees of one structure together.
 * @throws TreeError naming the path at which the structures differ.
 * @example
 * ```ts
 * import { add, tensor, zipTrees } from '@puregrad/tensors';
 * zipTrees({ x: tensor([1]) }, { x: tensor([2]) }, add).x.toArray(); // => [3]
 * ```
 */
export const zipTrees = <T>(
  a: T,
  b: NoInfer<T>,
  f: (a: Tensor, b: Tensor, path: Path) => Tensor,
): T => {
  checkOptions('zipTrees', { f }, { f: 'function' });
  return zipAllTrees([a, b], ([x, y], path) => f(x!, y!, path));
};

/**
 * As `zipTrees`, over any number of trees.
 *
 * @example
 * ```ts
 * import { add, tensor, zipAllTrees } from '@puregrad/tensors';
 * const [a, b, c] = [1, 2, 3].map((n) => ({ x: tensor([n]) }));
 * zipAllTrees([a, b, c], ([p, q, r]) => add(add(p, q), r)).x.toArray(); // => [6]
 * ```
 */
export const zipAllTrees = <T>(
  trees: readonly [T, ...(readonly NoInfer<T>[])],
  f: (leaves: readonly Tensor[], path: Path) => Tensor,
): T => {
  checkOptions('zipAllTrees', { trees, f }, { trees: 'array', f: 'function' });
  const [first, ...rest] = trees;
  const { def, leaves, paths } = flatten(first);
  const others = rest.map((tree) => flattenLike(def, tree));
  return unflatten(
    def,
    leaves.map((leaf, i) => f([leaf, ...others.map((tree) => tree[i]!)], paths[i]!)),
  ) as T;
};

/**
 * The tensors of a tree with their paths, in the order of its keys.
 *
 * @example
 * ```ts
 * import { leavesWithPaths, tensor } from '@puregrad/tensors';
 * leavesWithPaths({ a: [tensor([1])] }).map(([path]) => path); // => ['a[0]']
 * ```
 */
export const leavesWithPaths = (tree: unknown): readonly (readonly [Path, Tensor])[] => {
  const { leaves, paths } = flatten(tree);
  return leaves.map((leaf, i) => [paths[i]!, leaf]);
};

/**
 * The tensors of a tree, in the order of its keys.
 *
 * @example
 * ```ts
 * import { leaves, tensor } from '@puregrad/tensors';
 * leaves({ a: tensor([1]), b: [tensor([2])] }).length; // => 2
 * ```
 */
export const leaves = (tree: unknown): readonly Tensor[] => flatten(tree).leaves;

/** Whether a tree holds neither tensors nor plain values: the parameters of a layer without any, for example. */
const isEmpty = (def: TreeDef): boolean => 'items' in def && def.items.every(isEmpty);

/**
 * Checks that a tree does not hold plain values alone: they are carried along as they are, so that each
 * would be its own derivative, or never be trained.
 *
 * @throws TreeError that names the operation and what the tree is.
 * @example
 * ```ts
 * import { requireLeaves } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * tryCatch(() => requireLeaves('train', 'what to train', { w: 1 }), String);
 * // => { _tag: 'Left', left: 'TreeError: train: what to train holds no tensor, only plain values; wrap numbers with tensor' }
 * ```
 */
export const requireLeaves = (operation: string, what: string, tree: unknown): void => {
  const { def, leaves } = flatten(tree);
  if (leaves.length === 0 && !isEmpty(def))
    throw new TreeError(
      `${operation}: ${what} holds no tensor, only plain values; wrap numbers with tensor`,
    );
};

/**
 * A tree of the structure of `tree` with `values`, in order, as its tensors.
 * @throws TreeError unless there is one value for each tensor.
 * @example
 * ```ts
 * import { tensor, withLeaves } from '@puregrad/tensors';
 * withLeaves({ a: tensor([1]) }, [tensor([5])]).a.toArray(); // => [5]
 * ```
 */
export const withLeaves = <T>(tree: T, values: readonly Tensor[]): T => {
  checkOptions('withLeaves', { values }, { values: 'tensor[]' });
  const { def, leaves } = flatten(tree);
  if (values.length !== leaves.length)
    throw new TreeError(
      `withLeaves: ${values.length} values for a tree of ${leaves.length} tensors`,
    );
  return unflatten(def, values) as T;
};
