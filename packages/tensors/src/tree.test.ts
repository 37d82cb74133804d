import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compile } from './compile/compile.ts';
import { scalar, tensor } from './create.ts';
import { TreeError } from './errors.ts';
import { add, mul } from './ops/arithmetic.ts';
import type { Tensor } from './tensor.ts';
import { trees } from './testing/trees.ts';
import {
  leaves,
  leavesWithPaths,
  mapTree,
  requireLeaves,
  withLeaves,
  zipAllTrees,
  zipTrees,
} from './tree.ts';
import { differenceFrom, flatten, flattenLike, unflatten } from './tree-def.ts';

const numbers = (tree: unknown) => leaves(tree).map((leaf) => leaf.toArray());

const tree = {
  dense1: { kernel: tensor([1, 2]), bias: tensor(3), name: 'first' },
  rest: [tensor(4), { step: 7, on: true, none: null, missing: undefined }],
};

test('leaves come with their paths, in the order of the keys', () => {
  expect(leavesWithPaths(tree).map(([path, leaf]) => [path, leaf.toArray()])).toEqual([
    ['dense1.kernel', [1, 2]],
    ['dense1.bias', 3],
    ['rest[0]', 4],
  ]);
  expect(leavesWithPaths(tensor(1)).map(([path]) => path)).toEqual(['']);
  expect(leavesWithPaths([[tensor(1)], { a: [tensor(2)] }]).map(([path]) => path)).toEqual([
    '[0][0]',
    '[1].a[0]',
  ]);
});

test('mapTree replaces tensors, tells their paths and keeps the rest', () => {
  const paths: string[] = [];
  const doubled = mapTree(tree, (leaf, path) => {
    paths.push(path);
    return mul(leaf, 2);
  });
  expect(numbers(doubled)).toEqual([[2, 4], 6, 8]);
  expect(paths).toEqual(['dense1.kernel', 'dense1.bias', 'rest[0]']);
  expect(doubled.dense1.name).toBe('first');
  expect(doubled.rest[1]).toEqual({ step: 7, on: true, none: null, missing: undefined });
  expect(numbers(tree)).toEqual([[1, 2], 3, 4]);
});

test('mapTree obeys the functor laws', () => {
  const f = (x: Tensor) => add(x, 1);
  const g = (x: Tensor) => mul(x, 3);
  expect(leaves(mapTree(tree, (x) => x)).every((leaf, i) => leaf === leaves(tree)[i])).toBe(true);
  expect(numbers(mapTree(mapTree(tree, f), g))).toEqual(numbers(mapTree(tree, (x) => g(f(x)))));
});

test('zipTrees pairs by key, whatever the order of keys', () => {
  const zipped = zipTrees({ a: scalar(1), b: scalar(2) }, { b: scalar(20), a: scalar(10) }, add);
  expect([zipped.a.item(), zipped.b.item()]).toEqual([11, 22]);
});

test('zipAllTrees takes any number of trees', () => {
  const trees = [1, 10, 100].map((n) => [scalar(n)]) as [ReturnType<typeof scalar>[]];
  expect(numbers(zipAllTrees(trees, (all) => all.reduce((a, b) => add(a, b))))).toEqual([111]);
});

describe('trees that differ', () => {
  const x = scalar(1);
  it.each<[string, unknown, unknown, string]>([
    ['a missing key', { a: { b: x } }, { a: { c: x } }, "'a': { b } and { c }"],
    ['a key more', { a: x }, { a: x, b: x }, 'the root: { a } and { a, b }'],
    ['a length', { a: [x] }, { a: [x, x] }, "'a': an array of 1 and an array of 2"],
    ['a tensor for an array', [[x]], [x], "'[0]': an array of 1 and a tensor"],
    ['an array for a tensor', [x], [[x]], "'[0]': a tensor and an array of 1"],
    ['a static value', { a: { step: 1 } }, { a: { step: 2 } }, "'a.step': 1 and 2"],
    ['a static value for a tensor', [x], ['x'], `'[0]': a tensor and "x"`],
  ])('are refused, naming the place: %s', (_, a, b, message) => {
    expect(() => zipTrees(a, b, add)).toThrow(TreeError);
    expect(() => zipTrees(a, b, add)).toThrow(message);
  });

  it('takes NaN for equal to itself', () => {
    expect(zipTrees([Number.NaN], [Number.NaN], add)).toEqual([Number.NaN]);
  });
});

test.each<[string, unknown, string]>([
  ['a function', { a: [Math.sin] }, "'a[0]' of a tree is a function"],
  ['a Map', { a: new Map() }, "'a' of a tree is a Map"],
  ['a typed array', new Float32Array(1), 'a tree is a Float32Array'],
  ['a bigint', [1n], "'[0]' of a tree is a BigInt"],
])('%s is no part of a tree', (_, value, message) => {
  expect(() => leaves(value)).toThrow(TreeError);
  expect(() => leaves(value)).toThrow(message);
});

test('withLeaves puts values in the place of tensors', () => {
  const replaced = withLeaves(
    tree,
    [7, 8, 9].map((n) => scalar(n)),
  );
  expect(numbers(replaced)).toEqual([7, 8, 9]);
  expect(replaced.dense1.name).toBe('first');
});

test('bug: withLeaves left holes where values were missing, and dropped those too many', () => {
  const [a, b] = [scalar(1), scalar(2)];
  expect(() => withLeaves([a, b], [a])).toThrow('withLeaves: 1 values for a tree of 2 tensors');
  expect(() => withLeaves([a], [a, b])).toThrow(TreeError);
});

test('requireLeaves refuses plain values alone, and takes what is empty', () => {
  for (const plain of [1, null, 'a', [1, 2], { a: { b: 1 } }])
    expect(() => requireLeaves('train', 'what to train', plain)).toThrow(
      'train: what to train holds no tensor, only plain values; wrap numbers with tensor',
    );
  for (const taken of [{}, [], { dense1: {}, rest: [[]] }, tree]) requireLeaves('a', 'b', taken);
});

test('all functions of trees agree on what a tree is, whatever its prototypes', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const { def, leaves: own, paths } = flatten(tree);
      const copy = unflatten(def, own);
      // Records come with the usual prototype; all else is as it was.
      expect(copy).toEqual(tree);
      expect(unflatten(flatten(copy).def, own)).toStrictEqual(copy);
      expect(mapTree(tree, (leaf) => leaf)).toStrictEqual(copy);
      expect(zipTrees(tree, copy, (leaf) => leaf)).toStrictEqual(copy);
      expect(zipTrees(copy, tree, (leaf) => leaf)).toStrictEqual(copy);
      expect(withLeaves(tree, own)).toStrictEqual(copy);
      expect(leavesWithPaths(copy)).toEqual(own.map((leaf, i) => [paths[i], leaf]));
      for (const like of [tree, copy]) {
        expect(flattenLike(def, like)).toEqual(own);
        expect(differenceFrom(def, like, [], true)).toBeUndefined();
      }
      const run = compile((given: unknown) => given);
      expect(numbers(run(tree))).toEqual(numbers(tree));
      expect(run(copy)).toEqual(copy);
      expect(run.traceCount).toBe(1);
    }),
  );
});

test('bug: a hole of an array matched any value, and a later call ran the wrong trace', () => {
  // biome-ignore lint/suspicious/noSparseArray: it may be what comes.
  const sparse: readonly unknown[] = [scalar(1), , scalar(2)];
  const middle = compile((tree: readonly unknown[]) => (tree[1] ?? tree[0]) as Tensor);
  expect(middle(sparse).item()).toBe(1);
  expect(middle([scalar(3), scalar(4), scalar(5)]).item()).toBe(4);
  expect(mapTree(sparse, (x) => x)).toStrictEqual([sparse[0], undefined, sparse[2]]);
});
