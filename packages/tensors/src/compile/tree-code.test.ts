import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalar, tensor } from '../create.ts';
import type { Tensor } from '../tensor.ts';
import { builderOf, matches, patternOf } from './pattern.ts';
import { matcherOf, rebuilderOf } from './tree-code.ts';

const leaf = fc.oneof(
  fc.constantFrom(tensor([1, 2]), tensor([[1], [2]]), scalar(3), tensor(Int32Array.of(4))),
  fc.constantFrom(0, -0, Number.NaN, 1.5, 'a', '`', true, null, undefined),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('record')),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  record: fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom('kernel', '__proto__', "quote'", '0')),
    tie('tree'),
    { maxKeys: 3, noNullPrototype: true },
  ),
}));

describe('a matcher made as code', () => {
  it('takes what the general one takes, and finds the same tensors', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const pattern = patternOf(a);
        for (const value of [a, b]) {
          const [found, expected]: Tensor[][] = [[], []];
          const isLike = matches(pattern, value, expected!);
          expect(matcherOf(pattern)(value, found!)).toBe(isLike);
          if (isLike) expect(found).toEqual(expected);
        }
      }),
    );
  });

  it('tells more keys, fewer keys and another order from its own', () => {
    const matcher = matcherOf(patternOf({ a: 1, b: undefined }));
    expect(matcher({ a: 1, b: undefined }, [])).toBe(true);
    for (const other of [{ b: undefined, a: 1 }, { a: 1 }, { a: 1, c: undefined }, [1], null, 1])
      expect(matcher(other, [])).toBe(false);
    expect(matcher({ a: 1, b: undefined, c: 1 }, [])).toBe(false);
  });
});

describe('a builder made as code', () => {
  it('builds what the general one builds', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const tensors = Array.from({ length: 100 }, (_, i) => scalar(i));
        const built = rebuilderOf(value)(tensors);
        expect(built).toStrictEqual(builderOf(value)(tensors));
      }),
    );
  });
});
