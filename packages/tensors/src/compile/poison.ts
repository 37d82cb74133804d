import type { NumericArray } from '../dtype.ts';

/**
 * Whether engines are to be poisoned, for tests: all memory that a program owns is junk before each run,
 * so that what it forgets to write, or reads after its time, shows in its results; and guards lie behind
 * its regions, where there is memory to overrun: not in the reference engine's arrays. `gpu/guards.ts` says
 * what that is in the memory of gpu.js. A setup file of tests sets
 * `globalThis[Symbol.for('@puregrad/poison')] = true`; it is read when an engine is made.
 */
export const isPoisonOn = (): boolean =>
  (globalThis as { readonly [key: symbol]: unknown })[Symbol.for('@puregrad/poison')] === true;

/** NaN as float32, about 2.1 · 10⁹ as int32. */
export const JUNK = 0x7fedbeef;

export const fillWithJunk = (array: NumericArray): void => {
  array.fill(array instanceof Int32Array ? JUNK : Number.NaN);
};
