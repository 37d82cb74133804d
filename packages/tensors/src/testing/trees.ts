import fc from 'fast-check';
import { scalar, tensor } from '../create.ts';

const leaf = fc.oneof(
  fc.constantFrom(tensor([1, 2]), tensor([[1], [2]]), scalar(3), tensor(Int32Array.of(4))),
  fc.constantFrom(0, -0, Number.NaN, 1.5, 'a', '`', true, null, undefined),
);
const key = fc.oneof(fc.string(), fc.constantFrom('kernel', '__proto__', "quote'", '0'));

/** Trees of all kinds: empty ones, records without a prototype, keys that code must quote, nested arrays. */
export const trees: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('record')),
  list: fc.array(tie('tree'), { maxLength: 3 }),
  record: fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: false }),
})).tree;
