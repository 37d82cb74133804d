import { ArgumentError } from './errors.ts';

/** The numbers that an argument may be: an interval as in mathematics, or integers from a least one. */
export type Interval =
  | `${'[' | '('}${number}, ${number | '∞'}${']' | ')'}`
  | `integer from ${number}`;

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
  const isWhole = interval[0] === 'i';
  // Infinity has no digits.
  const [least, most = Infinity] = interval.match(/[\d.-]+/g)!.map(Number);
  for (const name in values) {
    const value = values[name]!;
    if (
      !(value >= least! && value <= most) ||
      (value === least && interval.includes('(')) ||
      (value === most && interval.includes(')')) ||
      (isWhole && !Number.isInteger(value))
    )
      throw new ArgumentError(
        `${operation}: ${name} must ${isWhole ? 'be an' : 'lie in'} ${interval}, got ${value}`,
      );
  }
};
