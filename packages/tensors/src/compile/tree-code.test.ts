import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalar, tensor } from '../create.ts';
import type { Tensor } from '../tensor.ts';
import { trees } from '../testing/trees.ts';
import { flatten, unflatten } from '../tree-def.ts';
import { type Matcher, matcherOf, matcherWalk, rebuilderOf } from './tree-code.ts';

/** The two matchers of a tree: one as code, one that walks. */
const matchersOf = (tree: unknown): readonly [Matcher, Matcher] => {
  const { def, leaves } = flatten(tree);
  return [matcherOf(def, leaves), matcherWalk(def, leaves)];
};

describe('a matcher made as code', () => {
  it('takes what the general one takes, and finds the same tensors', () => {
    fc.assert(
      fc.property(trees, trees, (a, b) => {
        const [code, walk] = matchersOf(a);
        for (const value of [a, b]) {
          const [found, expected]: [Tensor[], Tensor[]] = [[], []];
          const isLike = walk(value, expected);
          expect(code(value, found)).toBe(isLike);
          if (isLike) expect(found).toEqual(expected);
        }
      }),
    );
  });

  it('bug: took a record without a prototype for another than its own, at every call', () => {
    const bare = Object.assign(Object.create(null), { a: tensor([1]) });
    for (const matcher of matchersOf(bare)) {
      expect(matcher(bare, [])).toBe(true);
      expect(matcher({ a: tensor([2]) }, [])).toBe(true);
    }
  });

  it('tells shapes, dtypes and classes from its own', () => {
    for (const matcher of matchersOf([tensor([1, 2])])) {
      expect(matcher([tensor([3, 4])], [])).toBe(true);
      for (const other of [tensor([1]), tensor([[1, 2]]), tensor(Int32Array.of(1, 2)), 1, null])
        expect(matcher([other], [])).toBe(false);
    }
    for (const matcher of matchersOf({})) expect(matcher(new Map(), [])).toBe(false);
  });

  it('tells more keys, fewer keys and another order from its own', () => {
    for (const matcher of matchersOf({ a: 1, b: undefined })) {
      expect(matcher({ a: 1, b: undefined }, [])).toBe(true);
      for (const other of [{ b: undefined, a: 1 }, { a: 1 }, { a: 1, c: undefined }, [1], null, 1])
        expect(matcher(other, [])).toBe(false);
      expect(matcher({ a: 1, b: undefined, c: 1 }, [])).toBe(false);
    }
  });
});

describe('a builder made as code', () => {
  it('builds what the general one builds', () => {
    fc.assert(
      fc.property(trees, (value) => {
        const { def, leaves } = flatten(value);
        const tensors = leaves.map((_, i) => scalar(i));
        expect(rebuilderOf(def)(tensors)).toStrictEqual(unflatten(def, tensors));
      }),
    );
  });
});
