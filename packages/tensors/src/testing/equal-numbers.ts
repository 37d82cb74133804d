// Set-up of every run of unit tests.
import { expect } from 'vitest';

/** Typed arrays, and arrays of numbers. */
type Numbers = ArrayLike<unknown>;

const areSame = (a: Numbers, b: Numbers): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++)
    if (typeof a[i] !== 'number' || !Object.is(a[i], b[i])) return false;
  return true;
};

const isArray = (x: unknown): x is Numbers =>
  Array.isArray(x) || (ArrayBuffer.isView(x) && !(x instanceof DataView));

/**
 * The same numbers in the same kind of array are equal. Vitest looks at each of them as at a property of an
 * object, which took a third of the time of the tests of engines; what differs it still judges and shows.
 */
const equalNumbers = (a: unknown, b: unknown): true | undefined =>
  isArray(a) && isArray(b) && Object.getPrototypeOf(a) === Object.getPrototypeOf(b) && areSame(a, b)
    ? true
    : undefined;

// Once, where test files share a process.
const isThere = Symbol.for('@puregrad/equal-numbers');
if (!Reflect.has(globalThis, isThere)) {
  Reflect.set(globalThis, isThere, true);
  expect.addEqualityTesters([equalNumbers]);
}
