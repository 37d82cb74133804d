import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { chain, type Either } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { settleMissing } from './missing.ts';
import { checkDelimiter } from './reading/check-delimiter.ts';
import type { ReadTableOptions } from './reading/read-options.ts';
import { type ReadTable, readTableText } from './reading/read-table.ts';
import type { Table } from './table.ts';
import type { TableOptions } from './table-of-cells.ts';

export interface ParseCsvOptions extends TableOptions {
  /** Whether the first line holds the columns' names; true by default. */
  readonly header?: boolean;
  /** The columns' names if there is no header; `column 1`, `column 2` … by default. */
  readonly names?: readonly string[];
  /**
   * The separator of values; that of `findDelimiter` by default.
   */
  readonly delimiter?: string;
}

/**
 * Parses the table in a CSV text (RFC 4180 and common variants): quoted fields that contain delimiters, doubled
 * quotes and line breaks; a byte order mark; lines that end in CRLF, LF or CR. Blanks around a value are ignored,
 * and so are empty lines, except in a table with a single column, where they are missing values. Also ignored are
 * a first line such as `sep=;`, which names the delimiter, and comments before the header: lines that begin with `#`.
 * A column without a name is named by its number: `column 1`.
 *
 * @returns Left naming the line, counted from 1 as in the file, and the column, for rows longer or shorter than
 * the header, unclosed quotes, words among numbers, and missing values. Also Left for an empty text, repeated
 * column names, and `types` for columns that do not exist.
 * @throws ArgumentError if the delimiter is empty, a quote or a line break.
 * @example
 * ```ts
 * import { parseCsv, valuesOf } from '@puregrad/data/table';
 * const table = parseCsv('size,color\n1.5,red\n2,blue');
 * table._tag === 'Right' && table.right.columns.map(({ name }) => name); // => ['size', 'color']
 * table._tag === 'Right' && table.right.columns.map(valuesOf); // => [[1.5, 2], ['red', 'blue']]
 * ```
 */
export const parseCsv = (text: string, options: ParseCsvOptions = {}): Either<DataError, Table> => {
  checkOptions('parseCsv', { text }, { text: 'string' });
  const source = options.source ?? 'the CSV text';
  const given = csvOptions('parseCsv', source, options);
  return pipe(readTableText(text, given), chain(settleRead(source, options)));
};

const MARKS = ['', 'NA', 'NaN', '?'];

/** The options of `readTable` among those of `parseCsv`. */
export const csvOptions = (
  operation: string,
  source: string,
  options: ParseCsvOptions,
): ReadTableOptions => {
  const {
    header,
    names,
    delimiter,
    types,
    missingValues = MARKS,
  } = checkOptions(operation, options, {
    header: 'boolean?',
    names: 'string[]?',
    delimiter: 'string?',
    source: 'string?',
    types: 'object?',
    missing: "'error'|'dropRow'|'keep'|object?",
    missingValues: 'string[]?',
  });
  checkDelimiter(operation, delimiter);
  for (const [name, type] of Object.entries(types ?? {}))
    checkOptions('types', { [name]: type }, { [name]: "'number'|'category'" });
  return {
    source,
    missing: missingValues,
    ...(header !== undefined && { header }),
    ...(names !== undefined && { names }),
    ...(delimiter !== undefined && { delimiter }),
    ...(types !== undefined && { types }),
  };
};

/** The table of what was read, after the policy for missing values. */
export const settleRead =
  (source: string, { missing = 'error' }: ParseCsvOptions) =>
  ({ table }: ReadTable): Either<DataError, Table> =>
    settleMissing(source, missing, table);
