import fc from 'fast-check';
import * as ops from '../index.ts';
import type { Tensor } from '../tensor.ts';
import { type Check, check, ints, random } from './check.ts';

/** A permutation of 0, …, n - 1, by the order of some numbers. */
const byRank = (ranks: readonly number[], n: number): readonly number[] =>
  Array.from({ length: n }, (_, i) => i).sort((a, b) => ranks[a]! - ranks[b]! || a - b);

/**
 * Sums and maxima over any axes, of operands that are read by any strides: transposed, broadcast along any axes, of
 * random bits, with the elements as a second result.
 */
export const reductionChecks: fc.Arbitrary<Check> = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
    empty: fc.option(fc.nat(4), { freq: 9 }),
    isReduced: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    isBroadcast: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    ranks: fc.array(fc.nat(99), { minLength: 5, maxLength: 5 }),
    isMax: fc.boolean(),
    isInt: fc.boolean(),
    isRandom: fc.boolean(),
    keepsElements: fc.boolean(),
  })
  .map(({ shape, empty, isReduced, isBroadcast, ranks, isMax, isInt, isRandom, keepsElements }) => {
    const lengths = shape.map((length, axis) => (axis === empty && !isMax ? 0 : length));
    const permutation = byRank(ranks, lengths.length);
    const axes = lengths.flatMap((_, axis) => (isReduced[axis] ? [axis] : []));
    const values = isInt ? ints : random;
    const source = values(permutation.map((_, i) => lengths[permutation.indexOf(i)]!));
    const other = values(
      lengths.map((length, axis) => (isBroadcast[axis] ? 1 : length)),
      2,
    );
    const f = (x: Tensor, y: Tensor): readonly Tensor[] => {
      const sum = ops.add(ops.transpose(x, permutation), y);
      const bits = ops.cast(ops.mul(ops.uniform(ops.key(1), lengths), 8), sum.dtype);
      const elements = isRandom ? ops.mul(sum, bits) : sum;
      const reduced = (isMax ? ops.max : ops.sum)(elements, { axes });
      return keepsElements ? [reduced, elements] : [reduced];
    };
    return check(f as Check['f'], [source, other], 1e-4);
  });
