import { expect } from 'vitest';

let checked = 0;

/** The number of values compared since the last call. */
export const takeChecked = (): number => {
  const count = checked;
  checked = 0;
  return count;
};

/** Compares an expression with the value in an example: numbers to a millionth, all else exactly. */
export const expectValue = (actual: unknown, expected: unknown): void => {
  checked++;
  expect(near(actual, expected) ? expected : actual).toEqual(expected);
};

const near = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'number' && typeof b === 'number')
    return Object.is(a, b) || Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, i) => near(value, b[i]));
  return false;
};
