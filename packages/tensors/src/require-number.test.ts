import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError } from './errors.ts';
import { type Interval, requireNumber } from './require-number.ts';

const isIn = (value: number, interval: Interval): boolean => {
  try {
    requireNumber('test', { value }, interval);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    return false;
  }
};

describe('requireNumber', () => {
  it('agrees with the definition of each kind of interval, at its ends too', () => {
    const ends = fc.integer({ min: -3, max: 3 });
    const value = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.double());
    fc.assert(
      fc.property(ends, ends, value, (a, b, x) => {
        expect(isIn(x, `[${a}, ${b}]`)).toBe(x >= a && x <= b);
        expect(isIn(x, `[${a}, ${b})`)).toBe(x >= a && x < b);
        expect(isIn(x, `(${a}, ${b}]`)).toBe(x > a && x <= b);
        expect(isIn(x, `(${a}, ${b})`)).toBe(x > a && x < b);
        expect(isIn(x, `[${a}, ∞)`)).toBe(x >= a && x < Infinity);
        expect(isIn(x, `(${a}, ∞]`)).toBe(x > a);
        expect(isIn(x, `integer from ${a}`)).toBe(Number.isInteger(x) && x >= a);
      }),
    );
  });

  it('refuses NaN, and names the operation, the first number outside and what came', () => {
    expect(() => requireNumber('adam', { beta1: 0.5, beta2: 1, eps: 9 }, '[0, 1)')).toThrow(
      'adam: beta2 must lie in [0, 1), got 1',
    );
    expect(() => requireNumber('adam', { eps: Number.NaN }, '[0, ∞]')).toThrow('got NaN');
    expect(() => requireNumber('topK', { k: 1.5 }, 'integer from 1')).toThrow(
      'topK: k must be an integer from 1, got 1.5',
    );
  });
});
