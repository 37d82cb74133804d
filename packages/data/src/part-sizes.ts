import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** The rows that the counted parts leave over. */
export type Rest = 'rest';

/** The sizes of the parts: numbers of rows, one of which may be the rest; or fractions of 1. */
export type Parts =
  | { readonly counts: readonly (number | Rest)[] }
  | { readonly fractions: readonly number[] };

/**
 * The number of rows of each part. They add up to `count`.
 *
 * @throws ArgumentError, in the name of `operation`, if they cannot add up to it.
 */
export const partSizes = (operation: string, parts: Parts, count: number): readonly number[] => {
  requireParts(operation, parts);
  return 'counts' in parts
    ? sizesOfCounts(operation, parts.counts, count)
    : sizesOfFractions(operation, parts.fractions, count);
};

const requireParts = (operation: string, parts: Parts): void => {
  checkOptions(operation, { parts }, { parts: '{counts}|{fractions}' });
  const lists: { readonly [name: string]: readonly unknown[] } = parts;
  for (const [name, list] of Object.entries(lists)) {
    checkOptions(operation, { [name]: list }, { [name]: 'array' });
    for (const part of Array.from(list))
      checkOptions(operation, { part }, { part: "number|'rest'" });
  }
};

const sizesOfCounts = (
  operation: string,
  counts: readonly (number | Rest)[],
  count: number,
): readonly number[] => {
  const numbers = counts.filter((part) => part !== 'rest');
  const wrong = numbers.find((part) => !Number.isInteger(part) || part < 0);
  if (wrong !== undefined)
    throw new ArgumentError(
      `${operation}: a count is an integer from 0 or 'rest', got ${String(wrong)}; for shares of 1 pass { fractions }`,
    );
  const rests = counts.length - numbers.length;
  if (rests > 1) throw new ArgumentError(`${operation}: only one part can be 'rest', got ${rests}`);
  const left = count - numbers.reduce((sum, part) => sum + part, 0);
  if (rests === 0 ? left !== 0 : left < 0)
    throw new ArgumentError(
      `${operation}: counts [${counts.join(', ')}] take ${count - left} rows of ${count}; every row goes to one part: let one count be 'rest'`,
    );
  return counts.map((part) => (part === 'rest' ? left : part));
};

const sizesOfFractions = (
  operation: string,
  fractions: readonly number[],
  count: number,
): readonly number[] => {
  const wrong = fractions.find((fraction) => !(fraction >= 0 && fraction <= 1));
  const total = fractions.reduce((sum, fraction) => sum + fraction, 0);
  if (wrong !== undefined || !(Math.abs(total - 1) < 1e-9))
    throw new ArgumentError(
      `${operation}: fractions lie in [0, 1] and add up to 1, got [${fractions.join(', ')}], in all ${total}`,
    );
  let share = 0;
  let start = 0;
  return fractions.map((fraction, i) => {
    share += fraction;
    const end = i === fractions.length - 1 ? count : Math.round(share * count);
    const size = end - start;
    start = end;
    if (fraction > 0 && size === 0)
      throw new ArgumentError(
        `${operation}: the fraction ${fraction} of ${count} rows comes out as none; give counts, or a larger fraction`,
      );
    return size;
  });
};
