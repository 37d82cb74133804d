import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import {
  chain,
  type Either,
  left,
  right,
  traverseArray,
  traverseArrayWithIndex,
} from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { isRecord, parseJson, showJson } from '../json.ts';
import type { Table } from './table.ts';
import { type Cell, type TableOptions, tableOfCells } from './table-of-cells.ts';

/**
 * Parses the table in a JSON text: an array of objects, with a column for each of their keys. Numbers stay
 * numbers, booleans become the words `true` and `false`, and null and absent keys are missing values.
 *
 * @returns Left if the text is not JSON or not such an array; or, like `parseCsv`, naming the row, counted from 0,
 * and the key of an invalid value, such as a nested list; or if fewer than one cell in a hundred has a value.
 * @example
 * ```ts
 * import { parseRowsJson, valuesOf } from '@puregrad/data/table';
 * const table = parseRowsJson('[{ "size": 1.5, "color": "red" }, { "size": 2, "color": "blue" }]');
 * table._tag === 'Right' && table.right.columns.map(({ name }) => name); // => ['size', 'color']
 * table._tag === 'Right' && table.right.columns.map(valuesOf); // => [[1.5, 2], ['red', 'blue']]
 * ```
 */
export const parseRowsJson = (text: string, given: TableOptions = {}): Either<DataError, Table> => {
  checkOptions('parseRowsJson', { text }, { text: 'string' });
  const { source = 'the JSON text', ...options } = checkOptions('parseRowsJson', given, {
    source: 'string?',
    types: 'object?',
    missing: "'error'|'dropRow'|'keep'|object?",
    missingValues: 'string[]?',
  });
  return pipe(
    parseJson(source, text),
    chain((value) => (Array.isArray(value) ? right(value) : left(notRows(source)))),
    chain(
      traverseArrayWithIndex((i, row) =>
        isRecord(row) ? right(row) : left(notRows(source, `, but row ${i} is not an object`)),
      ),
    ),
    chain((rows) => {
      const given = rows.map((row) => Object.keys(row));
      const names = [...new Set(given.flat())];
      // Otherwise rows without common keys would need memory quadratic in their number.
      const count = given.reduce((sum, keys) => sum + keys.length, 0);
      if (rows.length * names.length > Math.max(SPARSE * count, 2 ** 20))
        return left(tooSparse(source, rows.length, names.length, count));
      return pipe(
        rows,
        traverseArrayWithIndex((i, row) =>
          pipe(
            names,
            traverseArray((name) => cellOf(source, row, i, name)),
          ),
        ),
        chain((cells) => tableOfCells({ source, names, rows: cells }, options)),
      );
    }),
  );
};

const cellOf = (
  source: string,
  record: Readonly<Record<string, unknown>>,
  row: number,
  column: string,
): Either<DataError, Cell> => {
  const value = Object.hasOwn(record, column) ? record[column] : null;
  if (value === null || typeof value === 'string') return right(value);
  if (typeof value === 'boolean') return right(String(value));
  if (typeof value === 'number' && Number.isFinite(value)) return right(value);
  return left({
    _tag: 'UnsupportedValue',
    source,
    row,
    column,
    value: showJson(value),
    message: `${source}, row ${row}: ${JSON.stringify(column)} holds ${showValue(value)}; a value is a finite number, a text, true, false or null`,
  });
};

const showValue = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : isRecord(value) ? 'an object' : String(value);

/** The maximum number of cells of a table per given value. */
const SPARSE = 100;

const tooSparse = (source: string, rows: number, names: number, count: number): DataError => ({
  _tag: 'InvalidJson',
  source,
  message: `${source}: ${rows} rows have ${names} different keys and only ${count} values; a table wants a value in at least one of ${SPARSE} cells: give the rows the same keys`,
});

const notRows = (source: string, but = ''): DataError => ({
  _tag: 'InvalidJson',
  source,
  message: `${source}: expected an array of objects, [{ "name": value, … }, …]${but}; for { "x": [[…]], "y": […] } call parseDatasetJson`,
});
