import type { Either } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../../data-error.ts';
import type { TableSchema } from '../kinds/column-schema.ts';
import type { Table } from '../table.ts';
import {
  builderOf,
  checkReadOptions,
  nameOf,
  parserOf,
  type ReadTableOptions,
  schemaOf,
} from './read-options.ts';
import { rowsOfText } from './read-rows.ts';
import type { TableBuilder } from './table-builder.ts';
import { orReason, orReasonLater, TableFault } from './table-fault.ts';
import { rowsOfSource, sourceOf, type TableInput, type TableSource } from './table-source.ts';

/** A table, how it was read, and what a user should know about it. */
export interface ReadTable {
  readonly table: Table;
  /** As the option `schema`, it makes a reader read another file in the same way. */
  readonly schema: TableSchema;
  readonly remarks: readonly string[];
}

/** The result of a builder; undefined if columns must be read again, whose names are added to `exact`. */
const resultOf = (
  options: ReadTableOptions,
  builder: TableBuilder,
  exact: Set<string>,
): ReadTable | undefined => {
  const { columns, remarks } = builder.find();
  const again = builder.stale(columns);
  for (const name of again) exact.add(name);
  if (again.length > 0) return undefined;
  return { table: builder.finish(columns), schema: schemaOf(options, columns), remarks };
};

/** The table in a text. */
export const readTableText = (
  text: string,
  options: ReadTableOptions,
): Either<DataError, ReadTable> =>
  orReason(() => {
    const exact = new Set<string>();
    for (;;) {
      const builder = builderOf(options, { exact });
      for (const rows of rowsOfText(text, parserOf(options))) if (builder.add(rows)) break;
      const result = resultOf(options, builder, exact);
      if (result !== undefined) return result;
    }
  });

/** The table in a source, which is read a second time if its columns are not what they seemed to be at first. */
export const readTableSource =
  (source: TableSource, options: ReadTableOptions): TaskEither<DataError, ReadTable> =>
  () =>
    orReasonLater(async () => {
      const exact = new Set<string>();
      for (;;) {
        const builder = builderOf(options, { exact });
        for await (const rows of rowsOfSource(source, options, parserOf(options)))
          if (builder.add(rows)) break;
        const result = resultOf(options, builder, exact);
        if (result !== undefined) return result;
        if (typeof source !== 'string' && source.isOnce)
          throw mixedColumn(nameOf(options), [...exact][0]!);
      }
    });

const mixedColumn = (source: string, column: string): TableFault =>
  new TableFault({
    _tag: 'MixedColumn',
    source,
    column,
    message: `${source}: the values of column ${JSON.stringify(column)} are of another kind than those at the beginning, and a stream is read only once; save it in a file, or give the type of the column`,
  });

/**
 * Reads a table of delimited text into typed columns, however large it is: the rows are parsed in parts, and each
 * column is stored as numbers or as codes of its distinct words.
 *
 * - Form: delimited text, JSON lines or a list of JSON objects, by the first bytes; with `delimiter`, delimited text.
 * - Text: UTF-8 or UTF-16, with or without a byte order mark; lines that end in CRLF, LF or CR; gzip (also of several
 *   members) and zip with one file inside, by their first bytes.
 * - Dialect: the delimiter of `findDelimiter`; quoted values (RFC 4180); empty lines, which are missing values in a table
 *   of one column; a first line such as `sep=;`; comments before the header. A column without a name is `column 1` by its
 *   number.
 * - Kinds: numbers, dates, words or free text, by all values of a column, unless `types` or `schema` give them.
 *
 * A text among numbers is an error with `strays: 'error'`, the default, and a missing value with `strays: 'missing'`.
 *
 * @returns a task of Left for a source that is not such a table: a row of another length, an open quote, two columns of
 * one name, no rows, bytes that are not text or cannot be decompressed. The message names the line, counted from 1.
 * @throws ArgumentError for options of another kind.
 * @example
 * ```ts
 * import { readTable } from '@puregrad/data/table';
 * const read = await readTable('size;color\n1,5;red\n2;blue')();
 * read._tag === 'Right' && read.right.table.columns.map(({ name, kind }) => [name, kind]);
 * // => [['size', 'number'], ['color', 'category']]
 * read._tag === 'Right' && read.right.schema.columns[0]?.decimal; // => ','
 * ```
 */
export const readTable = (
  source: TableInput,
  options: ReadTableOptions = {},
): TaskEither<DataError, ReadTable> => {
  checkReadOptions('readTable', options);
  return readTableSource(sourceOf('readTable', source), options);
};
