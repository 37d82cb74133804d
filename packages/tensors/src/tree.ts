import { checkOptions } from './arguments.ts';
import { TreeError } from './errors.ts';
import { isPlainObject } from './realm.ts';
import { showValue } from './show-value.ts';
import { isTensor, type Tensor } from './tensor.ts';

/** What a tree may hold beside tensors: values that belong to its structure. */
export type Static = number | string | boolean | null | undefined;

/**
 * Tensors in arrays and plain objects, nested at will: parameters, optimizer states, batches.
 * Numbers, strings, booleans, null and undefined belong to the structure and are carried along.
 */
export type Tree = Tensor | Static | readonly Tree[] | { readonly [key: string]: Tree };

/** Where a leaf stands in its tree, written `dense1.kernel` or `[0].bias`. */
export type Path = string;

const isStatic = (value: unknown): value is Static =>
  value === null || ['number', 'string', 'boolean', 'undefined'].includes(typeof value);

const child = (path: Path, key: string): Path => (path === '' ? key : `${path}.${key}`);

/** Replaces every tensor of trees of one structure by what `f` makes of the tensors at its place. */
const mapTrees = (
  trees: readonly unknown[],
  f: (leaves: readonly Tensor[], path: Path) => unknown,
  path: Path,
): unknown => {
  const [first, ...rest] = trees;
  const mismatch = (what: string): never => {
    throw new TreeError(`trees differ at ${path === '' ? 'the root' : `'${path}'`}: ${what}`);
  };
  if (isTensor(first)) {
    for (const other of rest)
      if (!isTensor(other)) mismatch(`a tensor on one side, ${describe(other)} on the other`);
    return f(trees as readonly Tensor[], path);
  }
  if (Array.isArray(first)) {
    for (const other of rest)
      if (!Array.isArray(other) || other.length !== first.length)
        mismatch(`${describe(first)} and ${describe(other)}`);
    return first.map((_, i) =>
      mapTrees(
        trees.map((tree) => (tree as readonly unknown[])[i]),
        f,
        `${path}[${i}]`,
      ),
    );
  }
  if (isStatic(first)) {
    for (const other of rest)
      if (!Object.is(first, other)) mismatch(`${describe(first)} and ${describe(other)}`);
    return first;
  }
  if (isPlainObject(first)) {
    const keys = Object.keys(first);
    for (const other of rest) {
      const others = isPlainObject(other) ? Object.keys(other) : [];
      if (
        !isPlainObject(other) ||
        others.length !== keys.length ||
        !keys.every((key) => Object.hasOwn(other, key))
      )
        mismatch(`${describe(first)} and ${describe(other)}`);
    }
    return Object.fromEntries(
      keys.map((key) => [
        key,
        mapTrees(
          trees.map((tree) => (tree as Record<string, unknown>)[key]),
          f,
          child(path, key),
        ),
      ]),
    );
  }
  throw new TreeError(
    `${path === '' ? 'a tree' : `'${path}' of a tree`} is ${describe(first)}; trees hold tensors, arrays, plain objects, numbers, strings, booleans and null`,
  );
};

const describe = (value: unknown): string => {
  if (isTensor(value)) return 'a tensor';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (isPlainObject(value)) return `{ ${Object.keys(value).join(', ')} }`;
  if (isStatic(value)) return JSON.stringify(value) ?? 'undefined';
  const name: unknown = (value as object).constructor?.name;
  return typeof value !== 'function' && typeof name === 'string' ? `a ${name}` : showValue(value);
};

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
  return mapTrees([tree], ([leaf], path) => f(leaf!, path), '') as T;
};

/**
 * Walks trees of one structure together.
 * @throws TreeError naming the path where the structures differ.
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
  return mapTrees([a, b], ([x, y], path) => f(x!, y!, path), '') as T;
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
  return mapTrees(trees, f, '') as T;
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
  const leaves: [Path, Tensor][] = [];
  mapTrees([tree], ([leaf], path) => leaves.push([path, leaf!]), '');
  return leaves;
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
export const leaves = (tree: unknown): readonly Tensor[] =>
  leavesWithPaths(tree).map(([, leaf]) => leaf);

/** Whether a tree without tensors holds no plain values either, as the parameters of a layer without any. */
const isEmpty = (tree: unknown): boolean =>
  typeof tree === 'object' && tree !== null && Object.values(tree).every(isEmpty);

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
  if (leaves(tree).length === 0 && !isEmpty(tree))
    throw new TreeError(
      `${operation}: ${what} holds no tensor, only plain values; wrap numbers with tensor`,
    );
};

/**
 * A tree like `tree` whose tensors are, in order, `values`.
 * @throws TreeError unless there is one value for each tensor.
 * @example
 * ```ts
 * import { tensor, withLeaves } from '@puregrad/tensors';
 * withLeaves({ a: tensor([1]) }, [tensor([5])]).a.toArray(); // => [5]
 * ```
 */
export const withLeaves = <T>(tree: T, values: readonly Tensor[]): T => {
  checkOptions('withLeaves', { values }, { values: 'tensor[]' });
  const count = leaves(tree).length;
  if (values.length !== count)
    throw new TreeError(`withLeaves: ${values.length} values for a tree of ${count} tensors`);
  let next = 0;
  return mapTree(tree, () => values[next++]!);
};
