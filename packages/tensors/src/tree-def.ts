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
  | { readonly kind: 'array'; readonly items: readonly TreeDef[] }
  | {
      readonly kind: 'record';
      readonly keys: readonly string[];
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

const child = (path: Path, key: string): Path => (path === '' ? key : `${path}.${key}`);

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
    // Unlike `map`, this meets the holes of an array.
    if (Array.isArray(value))
      return { kind: 'array', items: Array.from(value, (it, i) => visit(it, `${path}[${i}]`)) };
    if (isStatic(value)) return { kind: 'static', value };
    if (isPlainObject(value)) {
      const keys = Object.keys(value);
      return {
        kind: 'record',
        keys,
        items: keys.map((key) => visit(value[key], child(path, key))),
      };
    }
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
    switch (def.kind) {
      case 'leaf':
        return leaves[next++];
      case 'static':
        return def.value;
      case 'array':
        return def.items.map(build);
      case 'record':
        return Object.fromEntries(def.items.map((item, i) => [def.keys[i]!, build(item)]));
    }
  };
  return build(def);
};

/** The first place at which a tree has another structure. */
export interface Difference {
  readonly path: Path;
  readonly def: TreeDef;
  readonly value: unknown;
}

interface Comparison {
  /** The tensors of the tree are added to it, in the order of the structure. */
  readonly found: Tensor[];
  /** Whether records with the same keys in another order differ. */
  readonly ordered: boolean;
}

/** Undefined if the tree has the structure. */
export const differenceFrom = (
  def: TreeDef,
  value: unknown,
  comparison: Comparison,
  path: Path = '',
): Difference | undefined => {
  const differs: Difference = { path, def, value };
  switch (def.kind) {
    case 'leaf':
      if (!isTensor(value)) return differs;
      comparison.found.push(value);
      return undefined;
    case 'static':
      return Object.is(value, def.value) ? undefined : differs;
    case 'array':
      if (!Array.isArray(value) || value.length !== def.items.length) return differs;
      return firstOf(def.items, (item, i) =>
        differenceFrom(item, value[i], comparison, `${path}[${i}]`),
      );
    case 'record':
      if (!isPlainObject(value) || !haveSameKeys(def.keys, value, comparison.ordered))
        return differs;
      return firstOf(def.items, (item, i) => {
        const key = def.keys[i]!;
        return differenceFrom(item, value[key], comparison, child(path, key));
      });
  }
};

const firstOf = <T, R>(items: readonly T[], f: (item: T, i: number) => R | undefined) => {
  for (const [i, item] of items.entries()) {
    const result = f(item, i);
    if (result !== undefined) return result;
  }
  return undefined;
};

const haveSameKeys = (
  keys: readonly string[],
  record: Readonly<Record<string, unknown>>,
  ordered: boolean,
): boolean => {
  const others = Object.keys(record);
  return (
    others.length === keys.length &&
    keys.every((key, i) => (ordered ? others[i] === key : Object.hasOwn(record, key)))
  );
};

/**
 * The tensors of a tree of the same structure, in the order of the structure's keys.
 * @throws TreeError that names the place at which the structures differ.
 */
export const flattenLike = (def: TreeDef, tree: unknown): readonly Tensor[] => {
  const found: Tensor[] = [];
  const difference = differenceFrom(def, tree, { found, ordered: false });
  if (difference === undefined) return found;
  const { path, def: expected, value } = difference;
  const [one, other] = [describe(unflatten(expected, [])), describe(value)];
  throw new TreeError(
    `trees differ at ${path === '' ? 'the root' : `'${path}'`}: ${
      expected.kind === 'leaf'
        ? `a tensor on one side, ${other} on the other`
        : `${one} and ${other}`
    }`,
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
