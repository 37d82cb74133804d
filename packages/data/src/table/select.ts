import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Column, Table } from './table.ts';

/**
 * The given rows of a table, in the given order. A row may be given more than once. Columns of words keep all their
 * categories, also those that no row has any more.
 *
 * @throws ArgumentError for a row that the table does not have.
 * @example
 * ```ts
 * import { numberColumn, select, valuesOf } from '@puregrad/data/table';
 * const table = { columns: [numberColumn('size', [1, 2, 3])], rows: 3 };
 * select(table, [2, 0]).columns.map(valuesOf); // => [[3, 1]]
 * ```
 */
export const select = (table: Table, rows: ArrayLike<number>): Table => {
  requireRows('select', table, rows);
  return {
    ...table,
    columns: table.columns.map(
      (column): Column =>
        column.kind === 'category'
          ? { ...column, codes: gather(column.codes, rows, new Int32Array(rows.length)) }
          : { ...column, values: gather(column.values, rows, new Float64Array(rows.length)) },
    ),
    rows: rows.length,
    ...(table.lines && { lines: gather(table.lines, rows, new Int32Array(rows.length)) }),
  };
};

/** The values in the given rows; all of them by default. */
export const takeValues = (
  values: Float64Array,
  rows: ArrayLike<number> | undefined,
): Float64Array =>
  rows === undefined ? values : gather(values, rows, new Float64Array(rows.length));

/** Writes the values in the given rows to `to`. `Float64Array.from` would take ten times as long. */
const gather = <A extends Float64Array | Int32Array>(
  values: ArrayLike<number>,
  rows: ArrayLike<number>,
  to: A,
): A => {
  for (let i = 0; i < to.length; i++) to[i] = values[rows[i]!]!;
  return to;
};

/** @throws ArgumentError for a row that the table does not have. */
export const requireRows = (operation: string, table: Table, rows: ArrayLike<number>): void => {
  checkOptions(operation, { table, rows }, { table: '{columns}', rows: 'array|typed array' });
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (!(Number.isInteger(row) && row >= 0 && row < table.rows))
      throw new ArgumentError(
        `${operation}: rows[${i}] is ${String(row)}; a row of this table is a whole number from 0 to ${table.rows - 1}`,
      );
  }
};
