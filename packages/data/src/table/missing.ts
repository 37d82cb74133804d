import { pipe } from '@puregrad/tensors';
import { type Either, left, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { categoriesOf } from './categories-of.ts';
import {
  type CategoryColumn,
  type Column,
  type NumberColumn,
  placeOf,
  type Table,
} from './table.ts';

/** The replacement for a missing number: a statistic of its column, or a given number. */
export type Fill = 'mean' | 'median' | 'mode' | number;

/**
 * The treatment of missing values: an error that names the first one (the default), dropping their rows, filling
 * them in, or keeping them as NaN and null for `fitEncoding` to fill. Missing words are always replaced by the
 * mode, the most frequent word, or the first of them in a tie.
 */
export type MissingPolicy = 'error' | 'dropRow' | 'keep' | { readonly fill: Fill };

export const isMissing = (value: number | string | null): boolean =>
  value === null || Number.isNaN(value);

/** The table after the policy was applied. */
export const settleMissing = (
  source: string,
  policy: MissingPolicy,
  table: Table,
): Either<DataError, Table> => {
  if (policy === 'keep') return right(table);
  if (policy === 'dropRow') return requireRows(source, dropRows(table));
  return pipe(
    table.columns,
    traverseArray((column) =>
      policy === 'error'
        ? requirePresent(source, table, column)
        : fillColumn(source, policy.fill, table, column),
    ),
    map((columns) => ({ ...table, columns })),
  );
};

/** The column itself, if no value is missing. */
export const requirePresent = (
  source: string,
  { lines }: Table,
  column: Column,
): Either<DataError, Column> => {
  const row = column.values.findIndex(isMissing);
  if (row === -1) return right(column);
  const place = placeOf(lines, row);
  return left({
    _tag: 'MissingValue',
    source,
    row: place.row,
    column: column.name,
    message: `${source}, ${place.text}: no value in column ${JSON.stringify(column.name)}; fill it in, or pass another policy, such as { missing: 'dropRow' } or { missing: { fill: 'median' } }`,
  });
};

/** The replacement for missing values of a column of numbers; undefined if all of its values are missing. */
export const numberFill = ({ values }: NumberColumn, fill: Fill): number | undefined => {
  if (typeof fill === 'number') return fill;
  const present = values.filter((value) => !isMissing(value)).sort((a, b) => a - b);
  if (present.length === 0) return undefined;
  const middle = (present.length - 1) / 2;
  switch (fill) {
    case 'mean':
      return present.reduce((sum, value) => sum + value / present.length, 0);
    case 'median':
      return present[Math.floor(middle)]! / 2 + present[Math.ceil(middle)]! / 2;
    case 'mode':
      return mostFrequent(present);
  }
};

/** The replacement for missing values of a column of words. */
export const categoryFill = ({ values, categories }: CategoryColumn): string | undefined => {
  const rank = new Map(categories.map((category, i) => [category, i]));
  const present = values.filter((value) => value !== null);
  return mostFrequent(present.sort((a, b) => rank.get(a)! - rank.get(b)!));
};

/** The mode of sorted values; the first in a tie. */
const mostFrequent = <T>(sorted: readonly T[]): T | undefined => {
  const counts = new Map<T, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = [...counts.values()].reduce((a, b) => Math.max(a, b), 0);
  return sorted.find((value) => counts.get(value) === most);
};

const fillColumn = (
  source: string,
  fill: Fill,
  table: Table,
  column: Column,
): Either<DataError, Column> => {
  if (column.kind === 'category') {
    const word = categoryFill(column);
    if (word === undefined) return requirePresent(source, table, column);
    return right({ ...column, values: column.values.map((value) => value ?? word) });
  }
  const number = numberFill(column, fill);
  if (number === undefined) return requirePresent(source, table, column);
  const filled = column.values.map((value) => (isMissing(value) ? number : value));
  return right({ ...column, values: filled });
};

const dropRows = ({ columns, rows, lines }: Table): Table => {
  const kept = [...Array(rows).keys()].filter(
    (row) => !columns.some(({ values }) => isMissing(values[row]!)),
  );
  const pick = <T>(values: readonly T[]): readonly T[] => kept.map((row) => values[row]!);
  return {
    columns: columns.map((column) => {
      if (column.kind === 'number') return { ...column, values: pick(column.values) };
      const values = pick(column.values);
      return { ...column, values, categories: categoriesOf(values) };
    }),
    rows: kept.length,
    ...(lines && { lines: pick(lines) }),
  };
};

const requireRows = (source: string, table: Table): Either<DataError, Table> =>
  table.rows > 0
    ? right(table)
    : left({
        _tag: 'EmptyTable',
        source,
        message: `${source}: every row lacks a value, so no row is left; leave out the columns with many gaps, or pass { missing: { fill: 'median' } }`,
      });
