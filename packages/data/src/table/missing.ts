import { pipe } from '@puregrad/tensors';
import { type Either, left, map, right, traverseArray } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { meanOf, valuesIn } from '../transforms/moments.ts';
import { isMissing } from './column.ts';
import { takeMedian } from './median.ts';
import { select, takeValues } from './select.ts';
import { type CategoryColumn, type Column, placeOf, type Table } from './table.ts';
import { countCategories, withoutUnused } from './used-categories.ts';

/** The replacement for a missing number: a statistic of its column, or a given number. */
export type Fill = 'mean' | 'median' | 'mode' | number;

/**
 * The treatment of missing values: an error that names the first one (the default), dropping their rows, filling
 * them in, or keeping them as NaN and −1 for `fitEncoding` to fill. Missing words are always replaced by the
 * mode, the most frequent word, or the first of them in a tie.
 */
export type MissingPolicy = 'error' | 'dropRow' | 'keep' | { readonly fill: Fill };

/** The table after the policy was applied. */
export const settleMissing = (
  source: string,
  policy: MissingPolicy,
  table: Table,
): Either<DataError, Table> => {
  if (policy === 'keep') return right(table);
  if (policy === 'dropRow') return requireSome(source, dropRows(table));
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
  { lines, rows }: Table,
  column: Column,
): Either<DataError, Column> => {
  for (let row = 0; row < rows; row++)
    if (isMissing(column, row)) {
      const place = placeOf(lines, row);
      return left({
        _tag: 'MissingValue',
        source,
        row: place.row,
        column: column.name,
        message: `${source}, ${place.text}: no value in column ${JSON.stringify(column.name)}; fill it in, or pass another policy, such as { missing: 'dropRow' } or { missing: { fill: 'median' } }`,
      });
    }
  return right(column);
};

/** The replacement for the missing values of a column, by the given rows or all; undefined if all are missing. */
export const fillOf = (
  column: Column,
  fill: Fill,
  rows?: ArrayLike<number>,
): number | string | undefined =>
  column.kind === 'category'
    ? mostFrequent(column, rows)
    : typeof fill === 'number'
      ? fill
      : statistic(takeValues(column.values, rows), fill);

const mostFrequent = (column: CategoryColumn, rows: ArrayLike<number> | undefined) => {
  const counts = countCategories(column, rows);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return most === 0 ? undefined : column.categories[counts.indexOf(most)];
};

const statistic = (values: Float64Array, kind: 'mean' | 'median' | 'mode'): number | undefined => {
  const present = withoutGaps(values);
  if (present.length === 0) return undefined;
  if (kind === 'mean') return meanOf(valuesIn(present));
  return kind === 'mode' ? modeOfSorted(present.sort()) : takeMedian(present);
};

/** The values that are not missing, in an array of their own. */
const withoutGaps = (values: Float64Array): Float64Array => {
  const present = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    present[count] = values[i]!;
    if (!Number.isNaN(values[i]!)) count++;
  }
  return present.subarray(0, count);
};

/** The most frequent value, which is the first of them in a tie. */
const modeOfSorted = (sorted: Float64Array): number => {
  let [mode, most] = [sorted[0]!, 0];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    while (end < sorted.length && sorted[end] === sorted[start]) end++;
    if (end - start > most) [mode, most] = [sorted[start]!, end - start];
  }
  return mode;
};

const fillColumn = (
  source: string,
  fill: Fill,
  table: Table,
  column: Column,
): Either<DataError, Column> => {
  const value = fillOf(column, fill);
  if (value === undefined) return requirePresent(source, table, column);
  if (column.kind === 'category') {
    const code = column.categories.indexOf(String(value));
    return right({ ...column, codes: column.codes.map((of) => (of < 0 ? code : of)) });
  }
  const number = Number(value);
  return right({ ...column, values: column.values.map((v) => (Number.isNaN(v) ? number : v)) });
};

const dropRows = (table: Table): Table => {
  const rows = new Int32Array(table.rows).map((_, row) => row);
  const kept = select(
    table,
    rows.filter((row) => !table.columns.some((column) => isMissing(column, row))),
  );
  return {
    ...kept,
    columns: kept.columns.map((column) =>
      column.kind === 'category' ? withoutUnused(column) : column,
    ),
  };
};

const requireSome = (source: string, table: Table): Either<DataError, Table> =>
  table.rows > 0
    ? right(table)
    : left({
        _tag: 'EmptyTable',
        source,
        message: `${source}: every row lacks a value, so no row is left; leave out the columns with many gaps, or pass { missing: { fill: 'median' } }`,
      });
