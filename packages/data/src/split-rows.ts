import { ArgumentError, arange, type Key, permutation, slice } from '@puregrad/tensors';
import type { Dataset } from './dataset.ts';
import { takeRows } from './take-rows.ts';

/** What the counted parts leave over. */
export type Rest = 'rest';

/** How large the parts are: numbers of rows, one of which may be the rest; or shares of 1. */
export type Parts =
  | { readonly counts: readonly (number | Rest)[] }
  | { readonly fractions: readonly number[] };

/** A dataset for each part. */
export type SplitOf<P extends Parts> = P extends { readonly counts: infer T }
  ? { readonly [I in keyof T]: Dataset }
  : P extends { readonly fractions: infer T }
    ? { readonly [I in keyof T]: Dataset }
    : readonly Dataset[];

export interface SplitOptions {
  /** Deals the rows out at random; without one, each part takes the next rows as they stand. */
  readonly key?: Key;
}

/**
 * Parts of a dataset that share no row and leave none out, in the order asked for. Fractions are
 * rounded at the parts' ends, so that the sizes always add up.
 *
 * @throws ArgumentError where the parts do not add up to the whole, or a fraction above 0 comes out
 * as no row at all.
 * @example
 * ```ts
 * import { splitRows } from '@puregrad/data';
 * import { arange, key } from '@puregrad/tensors';
 * const data = { x: arange(10), y: arange(10, { dtype: 'int32' }) };
 * const [train, validation] = splitRows(data, { counts: ['rest', 2] }); // the last two rows
 * validation.x.toArray(); // => [8, 9]
 * splitRows(data, { fractions: [0.7, 0.3] }, { key: key(1) }).map(({ y }) => y.size); // => [7, 3]
 * ```
 */
export const splitRows = <const P extends Parts>(
  data: Dataset,
  parts: P,
  { key }: SplitOptions = {},
): SplitOf<P> => {
  const count = data.x.shape[0]!;
  const sizes =
    'counts' in parts
      ? sizesOfCounts(parts.counts, count)
      : sizesOfFractions(parts.fractions, count);
  const order = key === undefined ? arange(count, { dtype: 'int32' }) : permutation(key, count);
  let start = 0;
  return sizes.map((size) => {
    const rows = slice(order, [start], [start + size]);
    start += size;
    return takeRows(data, rows);
  }) as unknown as SplitOf<P>;
};

const sizesOfCounts = (counts: readonly (number | Rest)[], count: number): readonly number[] => {
  const numbers = counts.filter((part) => part !== 'rest');
  const wrong = numbers.find((part) => !Number.isInteger(part) || part < 0);
  if (wrong !== undefined)
    throw new ArgumentError(
      `splitRows: a count is an integer from 0 or 'rest', got ${wrong}; for shares of 1 pass { fractions }`,
    );
  const rests = counts.length - numbers.length;
  if (rests > 1) throw new ArgumentError(`splitRows: only one part can be 'rest', got ${rests}`);
  const left = count - numbers.reduce((sum, part) => sum + part, 0);
  if (rests === 0 ? left !== 0 : left < 0)
    throw new ArgumentError(
      `splitRows: counts [${counts.join(', ')}] take ${count - left} rows of ${count}; every row goes to one part: let one count be 'rest'`,
    );
  return counts.map((part) => (part === 'rest' ? left : part));
};

const sizesOfFractions = (fractions: readonly number[], count: number): readonly number[] => {
  const wrong = fractions.find((fraction) => !(fraction >= 0 && fraction <= 1));
  const total = fractions.reduce((sum, fraction) => sum + fraction, 0);
  if (wrong !== undefined || !(Math.abs(total - 1) < 1e-9))
    throw new ArgumentError(
      `splitRows: fractions lie in [0, 1] and add up to 1, got [${fractions.join(', ')}], in all ${total}`,
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
        `splitRows: the fraction ${fraction} of ${count} rows comes out as none; give counts, or a larger fraction`,
      );
    return size;
  });
};
