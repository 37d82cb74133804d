/** For tests of other packages in this repository, as `@puregrad/tensors/testing/ranges`; it is not published. */
import { describe, expect, it } from 'vitest';
import { ArgumentError } from '../errors.ts';

/** What numbers an argument may be. */
export interface Range {
  /** How the message begins: the operation, and what it calls the argument. */
  readonly message: string;
  readonly make: (value: number) => unknown;
  /** Values at the very ends of what is allowed. */
  readonly allowed: readonly number[];
  readonly refused: readonly number[];
}

type Bounds = Pick<Range, 'allowed' | 'refused'>;

export const tiny: number = Number.MIN_VALUE;
/** The largest number below 1. */
export const below1: number = 1 - Number.EPSILON / 2;
/** The least number above 1. */
export const above1: number = 1 + Number.EPSILON;

export const notNegative: Bounds = {
  allowed: [0, Number.MAX_VALUE],
  refused: [-tiny, Infinity, -Infinity, Number.NaN],
};
/** Whole numbers from 0. */
export const from0: Bounds = { allowed: [0, 7], refused: [-1, 0.5, Infinity, Number.NaN] };

/** Tests that what is allowed passes, and that what is refused is named, with the operation. */
export const testRanges = (ranges: readonly Range[]): void => {
  describe('every number has its range, whose ends are allowed, and what is outside is refused by name', () => {
    for (const { message, make, allowed, refused } of ranges)
      it(`${message} (${allowed.join(', ')})`, () => {
        for (const value of allowed) expect(() => make(value), String(value)).not.toThrow();
        for (const value of refused) {
          expect(() => make(value), String(value)).toThrow(ArgumentError);
          // NaN is refused at once: it is not a number.
          if (!Number.isNaN(value)) expect(() => make(value)).toThrow(message);
          expect(() => make(value)).toThrow(String(value));
        }
      });
  });
};
