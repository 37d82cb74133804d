import { TreeError } from './errors.ts';
import { isPlainObject } from './realm.ts';
import { showValue } from './show-value.ts';
import { isTensor, type Tensor } from './tensor.ts';

/** Values of a tree other than tensors: they belong to its structure. */
export type Static = number | string | boolean | null | undefined;

/**
 * Tensors in arrays and plain objects, nested to any depth: parameters, optimizer states, batches.
 * Numbers, strings, booleans, null and undefined belong to the structure and are carried along. An object
 * without a prototype is a plain object too; trees that are made of it have the usual prototype.
 */
export type Tree = Tensor | Static | readonly Tree[] | { readonly [key: string]: Tree };

/** The place of a leaf in its tree, written `dense1.kernel` or `[0].bias`. */
export type Path = string;

/** The structure of a tree, without its tensors. */
export type TreeDef =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'static'; readonly value: Static }
  | {
      readonly kind: 'array' | 'record';
      /** Names of a record's parts, numbers of an array's. */
      readonly keys: readonly (string | number)[];
      readonly items: readonly TreeDef[];
    };

/** A tree in parts: its structure, and its tensors with their paths, in the order of its keys. */
export interface FlatTree {
  readonly def: TreeDef;
  readonly leaves: readonly Tensor[];
  readonly paths: readonly Path[];
}

const isStatic = (value: unknown): value is Static =>
  value === null || ['number', 'string', 'boolean', 'undefined'].includes(typeof value);

const child = (path: Path, key: string | number): Path =>
  typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;

/** Undefined for values without parts. The holes of an array are parts of it. */
const keysOf = (value: unknown): readonly (string | number)[] | undefined =>
  Array.isArray(value) ? [...value.keys()] : isPlainObject(value) ? Object.keys(value) : undefined;

type Parts = Readonly<Record<string | number, unknown>>;

const LEAF: TreeDef = { kind: 'leaf' };

/** @throws TreeError that names the place of a value that trees do not hold. */
export const flatten = (tree: unknown): FlatTree => {
  const leaves: Tensor[] = [];
  const paths: Path[] = [];
  const visit = (value: unknown, path: Path): TreeDef => {
    if (isTensor(value)) {
      leaves.push(value);
      paths.push(path);
      return LEAF;
    }
    if (isStatic(value)) return { kind: 'static', value };
    const keys = keysOf(value);
    if (keys !== undefined)
      return {
        kind: Array.isArray(value) ? 'array' : 'record',
        keys,
        items: keys.map((key) => visit((value as Parts)[key], child(path, key))),
      };
    throw new TreeError(
      `${path === '' ? 'a tree' : `'${path}' of a tree`} is ${describe(value)}; trees hold tensors, arrays, plain objects, numbers, strings, booleans and null`,
    );
  };
  return { def: visit(tree, ''), leaves, paths };
};

/** The tree of a structure and its tensors: `unflatten` of a flattened tree is the tree. */
export const unflatten = (def: TreeDef, leaves: readonly Tensor[]): unknown => {
  let next = 0;
  const build = (def: TreeDef): unknown => {
    if (def.kind === 'leaf') return leaves[next++];
    if (def.kind === 'static') return def.value;
    const items = def.items.map(build);
    return def.kind === 'array'
      ? items
      : Object.fromEntries(items.map((item, i) => [def.keys[i]!, item]));
  };
  return build(def);
};

/** The first place at which a tree has another structure. */
export interface Difference {
  readonly path: Path;
  readonly def: TreeDef;
  readonly value: unknown;
}

/**
 * Undefined if the tree has the structure: its tensors have then been added to `found`, in the structure's order.
 * If `ordered`, records with the same keys in another order differ.
 */
export const differenceFrom = (
  def: TreeDef,
  value: unknown,
  found: Tensor[],
  ordered: boolean,
  path: Path = '',
): Difference | undefined => {
  const difference: Difference = { path, def, value };
  if (def.kind === 'static') return Object.is(value, def.value) ? undefined : difference;
  if (def.kind === 'leaf') {
    if (!isTensor(value)) return difference;
    found.push(value);
    return undefined;
  }
  const isArray = def.kind === 'array';
  const keys = isArray === Array.isArray(value) ? keysOf(value) : undefined;
  if (keys?.length !== def.keys.length) return difference;
  for (const [i, item] of def.items.entries()) {
    const key = def.keys[i]!;
    if (keys[i] !== key && (ordered || !Object.hasOwn(value as Parts, key))) return difference;
    const inside = differenceFrom(item, (value as Parts)[key], found, ordered, child(path, key));
    if (inside !== undefined) return inside;
  }
  return undefined;
};

/**
 * The tensors of a tree of the same structure, in the order of the structure's keys.
 * @throws TreeError that names the place at which the structures differ.
 */
export const flattenLike = (def: TreeDef, tree: unknown): readonly Tensor[] => {
  const found: Tensor[] = [];
  const difference = differenceFrom(def, tree, found, false);
  if (difference === undefined) return found;
  const { path, def: expected, value } = difference;
  const one = expected.kind === 'leaf' ? 'a tensor' : describe(unflatten(expected, []));
  throw new TreeError(
    `trees differ at ${path === '' ? 'the root' : `'${path}'`}: ${one} and ${describe(value)}`,
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
