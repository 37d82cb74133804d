import { ArgumentError } from './errors.ts';

/** An interval as in mathematics, of numbers or of integers: `[0, 1)`, `(0, ∞)`, `integer [1, ∞)`. */
export type Interval = `${'' | 'integer '}${'[' | '('}${number}, ${number | '∞'}${']' | ')'}`;

/**
 * Checks that numbers lie in an interval; NaN lies in none.
 *
 * @throws ArgumentError that names the operation, the first number outside, the interval and what came.
 * @example
 * ```ts
 * import { requireNumber } from '@puregrad/tensors/interpreters';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * const decay = 1;
 * tryCatch(() => requireNumber('average', { decay }, '[0, 1)'), String);
 * // => { _tag: 'Left', left: 'ArgumentError: average: decay must lie in [0, 1), got 1' }
 * ```
 */
export const requireNumber = (
  operation: string,
  values: { readonly [name: string]: number },
  interval: Interval,
): void => {
  const [, integer, open, from, to, close] = /^(integer )?(.)(.+), (.+)(.)$/.exec(interval)!;
  const [least, most] = [Number(from), to === '∞' ? Infinity : Number(to)];
  for (const [name, value] of Object.entries(values)) {
    const isAbove = open === '[' ? value >= least : value > least;
    const isBelow = close === ']' ? value <= most : value < most;
    if (isAbove && isBelow && (integer === undefined || Number.isInteger(value))) continue;
    const range = to === '∞' ? `from ${from}` : `in ${interval.slice(8)}`;
    throw new ArgumentError(
      `${operation}: ${name} must ${integer === undefined ? `lie in ${interval}` : `be an integer ${range}`}, got ${value}`,
    );
  }
};
