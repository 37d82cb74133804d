import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left } from 'fp-ts/lib/Either.js';
import Papa from 'papaparse';
import type { DataError } from '../data-error.ts';
import type { Table } from './table.ts';
import { type TableOptions, tableOfCells } from './table-of-cells.ts';

export interface ParseCsvOptions extends TableOptions {
  /** Whether the first line holds the columns' names; true by default. */
  readonly header?: boolean;
  /** The columns' names if there is no header; `column 1`, `column 2` … by default. */
  readonly names?: readonly string[];
  /**
   * The separator of values; by default the most frequent one of comma, semicolon, tab and bar in the first line,
   * outside of quotes.
   */
  readonly delimiter?: string;
}

/**
 * Parses the table in a CSV text (RFC 4180 and common variants): quoted fields that contain delimiters, doubled
 * quotes and line breaks; a byte order mark; lines that end in CRLF, LF or CR. Blanks around a value are ignored,
 * and so are empty lines, except in a table with a single column, where they are missing values.
 *
 * @returns Left naming the line, counted from 1 as in the file, and the column, for rows longer or shorter than
 * the header, unclosed quotes, words among numbers, and missing values. Also Left for an empty text, repeated
 * column names, and `types` for columns that do not exist.
 * @throws ArgumentError if the delimiter is empty, a quote or a line break.
 * @example
 * ```ts
 * import { parseCsv } from '@puregrad/data/table';
 * parseCsv('size,color\n1.5,red\n2,blue');
 * // => { _tag: 'Right', right: { columns: [
 * //   { name: 'size', kind: 'number', values: [1.5, 2] },
 * //   { name: 'color', kind: 'category', values: ['red', 'blue'], categories: ['blue', 'red'] },
 * // ], rows: 2, lines: [2, 3] } }
 * ```
 */
export const parseCsv = (text: string, given: ParseCsvOptions = {}): Either<DataError, Table> => {
  checkOptions('parseCsv', { text }, { text: 'string' });
  const {
    source = 'the CSV text',
    header = true,
    names,
    delimiter,
    ...options
  } = checkOptions('parseCsv', given, {
    header: 'boolean?',
    names: 'string[]?',
    delimiter: 'string?',
    source: 'string?',
    types: 'object?',
    missing: "'error'|'dropRow'|'keep'|object?",
    missingValues: 'string[]?',
  });
  if (delimiter !== undefined && (delimiter === '' || /["\r\n\uFEFF]/.test(delimiter)))
    throw new ArgumentError(
      `parseCsv: the delimiter must be a text without quotes and line breaks, got ${JSON.stringify(delimiter)}; leave it out to have it found`,
    );
  // Unify line breaks, so that files with several kinds can be read.
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { data, errors } = Papa.parse<readonly string[]>(clean, {
    newline: '\n',
    delimiter: delimiter ?? findDelimiter(clean),
  });
  const records = recordsOf(data);
  const quotes = errors.find(({ type }) => type === 'Quotes');
  if (quotes !== undefined) return left(malformed(source, lineOf(data, quotes.row ?? 0)));
  const [first, ...rest] = records;
  if (first === undefined)
    return left({
      _tag: 'EmptyFile',
      source,
      message: `${source} is empty, where ${header ? 'a line of column names' : 'rows'} were expected; check that it is the right file`,
    });
  const columns = header ? first.cells : (names ?? first.cells.map(() => ''));
  const named = columns.map((name, i) => name || `column ${i + 1}`);
  const rows = header ? rest : records;
  const ragged = rows.find(({ cells }) => cells.length !== named.length);
  if (ragged !== undefined) return left(raggedRow(source, named, ragged));
  return tableOfCells(
    {
      source,
      names: named,
      rows: rows.map(({ cells }) => cells),
      lines: rows.map(({ line }) => line),
    },
    options,
  );
};

/**
 * The separator of the values of a CSV text: the most frequent one of comma, semicolon, tab and bar in its first
 * line, outside of quotes; a comma if there is none of them. It is the default of `parseCsv`.
 *
 * @example
 * ```ts
 * import { findDelimiter } from '@puregrad/data/table';
 * findDelimiter('size;price\n1,5;10'); // => ';'
 * ```
 */
export const findDelimiter = (text: string): string => {
  checkOptions('findDelimiter', { text }, { text: 'string' });
  const start = text.replace(/^\n+/, '');
  const fieldsBy = (delimiter: string) =>
    Papa.parse<readonly string[]>(start, { newline: '\n', delimiter, preview: 1 }).data[0]?.length;
  return [',', ';', '\t', '|']
    .map((delimiter) => ({ delimiter, fields: fieldsBy(delimiter) ?? 0 }))
    .reduce((best, other) => (other.fields > best.fields ? other : best)).delimiter;
};

interface CsvRecord {
  readonly cells: readonly string[];
  /** The line on which the record starts. */
  readonly line: number;
}

/** The records, without empty lines, each with its line in the file. */
const recordsOf = (data: readonly (readonly string[])[]): readonly CsvRecord[] => {
  let next = 1;
  const records = data.map((fields) => {
    const line = next;
    next += linesOf(fields);
    return { cells: fields.map((field) => field.trim()), line };
  });
  const isBlank = ({ cells }: CsvRecord) => cells.length === 1 && cells[0] === '';
  const oneColumn =
    records.some((record) => !isBlank(record)) && records.every(({ cells }) => cells.length === 1);
  if (!oneColumn) return records.filter((record) => !isBlank(record));
  // In a single column an empty line is a missing value, except after the last line break.
  const first = records.findIndex((record) => !isBlank(record));
  return records.slice(first, isBlank(records.at(-1)!) ? -1 : undefined);
};

/** The number of lines of a record, whose quoted fields may contain line breaks. */
const linesOf = (fields: readonly string[]): number =>
  fields.reduce((lines, field) => lines + field.split('\n').length - 1, 1);

const lineOf = (data: readonly (readonly string[])[], record: number): number =>
  data.slice(0, record).reduce((line, fields) => line + linesOf(fields), 1);

const malformed = (source: string, row: number): DataError => ({
  _tag: 'MalformedCsv',
  source,
  row,
  message: `${source}, line ${row}: a quoted value does not end, or continues after its closing quote; write quotes inside of it twice, ""`,
});

const raggedRow = (
  source: string,
  names: readonly string[],
  { cells, line }: CsvRecord,
): DataError => {
  const few = cells.length < names.length;
  const column = names[few ? cells.length : names.length - 1] ?? '';
  return {
    _tag: 'RaggedRow',
    source,
    row: line,
    column,
    expected: names.length,
    actual: cells.length,
    message: `${source}, line ${line}: ${cells.length} values for ${names.length} columns, ${few ? 'none for' : 'too many after'} ${JSON.stringify(column)}; correct the line, or quote values that hold the delimiter`,
  };
};
