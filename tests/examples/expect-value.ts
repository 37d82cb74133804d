import { expect } from 'vitest';

/** What an example says an expression is: numbers to a millionth, all else exactly. */
export const expectValue = (actual: unknown, expected: unknown): void => {
  expect(near(actual, expected) ? expected : actual).toEqual(expected);
};

const near = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'number' && typeof b === 'number')
    return Object.is(a, b) || Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => near(value, b[i]));
  return false;
};
