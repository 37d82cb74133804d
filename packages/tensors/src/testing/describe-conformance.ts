import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Check } from './check.ts';
import {
  conformanceChecks,
  differenceOf,
  productCheck,
  programChecks,
  rememberedOn,
  resultsOn,
} from './conformance.ts';
import { reductionChecks } from './reductions.ts';
import { sliceOf, unlessAll } from './slice.ts';
import { type Rounding, triedOf, wasmVariants } from './wasm-variants.ts';

/** Pages run every n-th check of each primitive; Node runs all of them. */
const oneIn = 'document' in globalThis ? 3 : 1;

/** Tests that hold the variants of the WebAssembly engine against the reference, and against each other. */
export const describeConformance = (rounding: Rounding): void => {
  const engines = wasmVariants(rounding);
  const aloneOf = rememberedOn(engines[`${rounding}, 1 thread`]!);

  for (const [variant, engine] of triedOf(engines))
    describe(variant, () => {
      beforeAll(async () => {
        expect(await engine.ready()).toBe(engine.threads);
      });

      /** Float32 sums in other orders differ by roundings. */
      const expectAlike = (check: Check): void => {
        const alone = aloneOf(check);
        const actual = variant.endsWith(', 1 thread') ? alone : resultsOn(engine, check);
        // The number of threads changes no bit.
        actual.forEach(({ data }, k) => expect(data).toEqual(alone[k]!.data));
        expect(differenceOf(actual, check)).toBeUndefined();
      };

      for (const [turn, [name, checks]] of Object.entries(conformanceChecks).entries())
        it(`${name} equals the reference`, () => sliceOf(checks, oneIn, turn).forEach(expectAlike));

      it('matmul of every shape, both transposes', () => {
        const size = fc.integer({ min: 0, max: 40 });
        const depth = fc.integer({ min: 0, max: 300 });
        fc.assert(
          fc.property(
            fc.tuple(size, depth, size),
            fc.tuple(fc.boolean(), fc.boolean()),
            (sizes, transposed) => expectAlike(productCheck(sizes, transposed)),
          ),
          { numRuns: unlessAll(20, 40) },
        );
      });

      it('reductions over any axes, of operands read by any strides', () => {
        fc.assert(fc.property(reductionChecks, expectAlike), { numRuns: unlessAll(40, 300) });
      });

      it('programs of random operations', () => {
        fc.assert(fc.property(programChecks, expectAlike), { numRuns: unlessAll(30, 60) });
      });
    });
};
