/** For tests of other packages in this repository, as `@puregrad/tensors/testing/between`; it is not published. */
import fc from 'fast-check';

const STEPS = 2 ** 20;

/**
 * Numbers spread evenly from the one end to the other, both included. `fc.double` draws bits: nearly all of its
 * numbers between 0 and 1 are below 1e-10, and a sum, a product or a loss of them is 0 whatever computes it.
 */
export const between = (min: number, max: number): fc.Arbitrary<number> =>
  fc
    .integer({ min: 0, max: STEPS })
    .map((n) => (n === STEPS ? max : min + ((max - min) * n) / STEPS));
