import fc from 'fast-check';
import type { Monoid } from 'fp-ts/lib/Monoid.js';
import { describe, expect, it } from 'vitest';
import { type Observations, observationsMonoid } from './layer-report.ts';
import { type Totals, totalsMonoid } from './totals.ts';

// Sums of small integers are exact, in every order.
const number = fc.integer({ min: -1000, max: 1000 });
const weight = fc.integer({ min: 1, max: 64 });
const observations: fc.Arbitrary<Observations> = fc.oneof(
  fc.constant(observationsMonoid.empty),
  fc.record({
    steps: weight,
    sums: fc.tuple(fc.tuple(number, number), fc.tuple(number, number)),
  }),
);
const totals: fc.Arbitrary<Totals> = fc.record(
  {
    weight,
    lossWeight: number,
    loss: number,
    penalty: number,
    metrics: fc.dictionary(fc.constantFrom('accuracy', 'mae'), number),
    layers: observations,
  },
  { requiredKeys: ['weight', 'loss', 'penalty', 'metrics', 'layers'] },
);

const obeysLaws = <T>(what: string, any: fc.Arbitrary<T>, { concat, empty }: Monoid<T>): void => {
  describe(`${what} are a monoid`, () => {
    it('concat is associative', () => {
      fc.assert(
        fc.property(any, any, any, (a, b, c) => {
          expect(concat(concat(a, b), c)).toEqual(concat(a, concat(b, c)));
        }),
      );
    });

    it('empty changes nothing', () => {
      fc.assert(
        fc.property(any, (a) => {
          expect(concat(empty, a)).toEqual(a);
          expect(concat(a, empty)).toEqual(a);
        }),
      );
    });
  });
};

obeysLaws('totals', totals, totalsMonoid);
obeysLaws('observations', observations, observationsMonoid);
