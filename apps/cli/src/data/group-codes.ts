import { type Either, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { RowValues } from './row-values.ts';

/**
 * A number for each group: equal values have the same number.
 *
 * @param placeOf names a row.
 * @returns Left naming the first row without a value, which is null or NaN.
 */
export const groupCodes = (
  values: RowValues,
  name: string,
  placeOf: (row: number) => string,
): Either<CliError, Int32Array> => {
  const codes = new Map<number | string, number>();
  const groups = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values.at(row) ?? null;
    if (value === null || Number.isNaN(value))
      return unusable(
        `--group: '${name}' has no value in ${placeOf(row)}; every row belongs to a group`,
      );
    if (!codes.has(value)) codes.set(value, codes.size);
    groups[row] = codes.get(value)!;
  }
  return right(groups);
};
