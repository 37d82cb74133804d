import { checkOptions, type KindsOf } from '@puregrad/tensors/interpreters';
import type { Either } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../../data-error.ts';
import type { Table } from '../table.ts';
import type { InferOptions, TableSchema } from '../kinds/column-schema.ts';
import { checkDelimiter } from './check-delimiter.ts';
import type { Parts } from './decompress.ts';
import { rowsOfParts, rowsOfText } from './read-rows.ts';
import { type RowParser, type Rows, rowParser } from './rows.ts';
import { type TableBuilder, tableBuilder } from './table-builder.ts';
import { orReason, orReasonLater, TableFault } from './table-fault.ts';

/** How far a reader is. */
export interface ReadProgress {
  /** The bytes that were read, before they are decompressed. */
  readonly bytes: number;
  /** The size of the source in bytes, if it is known. */
  readonly total?: number;
  readonly rows: number;
}

export interface ReadTableOptions extends InferOptions {
  /** The name of the source in messages; `the table` by default. */
  readonly source?: string;
  /** The separator of values; that of `findDelimiter` by default. */
  readonly delimiter?: string;
  /** Whether the first line holds the columns' names; true by default. */
  readonly header?: boolean;
  /** The columns' names if there is no header; `column 1`, `column 2` … by default. */
  readonly names?: readonly string[];
  /** How the table is read, as an earlier result tells; columns that it does not name are inferred. */
  readonly schema?: TableSchema;
  /** The maximum number of rows; all rows by default. */
  readonly limit?: number;
  /** Called after each part that was read. */
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** A table, how it was read, and what a user should know about it. */
export interface ReadTable {
  readonly table: Table;
  /** Given as an option, it makes a reader read another file in the same way. */
  readonly schema: TableSchema;
  readonly remarks: readonly string[];
}

/** A source that can be opened more than once, or not. */
export interface TableSource {
  readonly open: () => Parts;
  readonly isOnce: boolean;
  /** The size in bytes, if it is known. */
  readonly total?: number;
}

const OPTIONS: KindsOf<ReadTableOptions> = {
  source: 'string?',
  delimiter: 'string?',
  header: 'boolean?',
  names: 'string[]?',
  schema: 'object?',
  limit: 'number?',
  onProgress: 'function?',
  types: 'object?',
  missing: 'string[]?',
  decimal: "'.'|','?",
  strays: "'error'|'missing'?",
  prior: 'array?',
};

export const checkReadOptions = (operation: string, options: ReadTableOptions): void => {
  checkOptions(operation, options, OPTIONS);
  checkDelimiter(operation, options.delimiter);
};

export const nameOf = ({ source = 'the table' }: ReadTableOptions): string => source;

/** A parser of rows by the options, and by the schema where they leave a choice. */
export const parserOf = (options: ReadTableOptions): RowParser =>
  rowParser({
    source: nameOf(options),
    delimiter: options.delimiter ?? options.schema?.delimiter,
    header: options.header ?? options.schema?.header,
    names: options.names ?? (options.schema?.header === false ? namesIn(options.schema) : undefined),
  });

/** The options of inference alone. */
export const inferOptionsOf = ({
  types,
  missing,
  decimal,
  strays,
  prior,
}: ReadTableOptions): InferOptions => ({
  ...(types !== undefined && { types }),
  ...(missing !== undefined && { missing }),
  ...(decimal !== undefined && { decimal }),
  ...(strays !== undefined && { strays }),
  ...(prior !== undefined && { prior }),
});

const namesIn = ({ columns }: TableSchema): readonly string[] => columns.map(({ name }) => name);

export const schemaOf = (
  { delimiter, header, schema }: ReadTableOptions,
  columns: TableSchema['columns'],
): TableSchema => {
  const given = delimiter ?? schema?.delimiter;
  return {
    ...(given !== undefined && { delimiter: given }),
    header: header ?? schema?.header ?? true,
    columns,
  };
};

/** One reading of a source. */
interface Reading {
  readonly parser: RowParser;
  readonly builder: TableBuilder;
}

const readingOf = (options: ReadTableOptions, exact: ReadonlySet<string>): Reading => ({
  parser: parserOf(options),
  builder: tableBuilder({
    source: nameOf(options),
    infer: inferOptionsOf(options),
    columns: options.schema?.columns,
    limit: options.limit ?? Infinity,
    exact,
    header: options.header ?? options.schema?.header ?? true,
    mayBeEmpty: false,
  }),
});

/** The table of a reading; undefined if columns must be read again, whose names are added to `exact`. */
const resultOf = (
  options: ReadTableOptions,
  { builder }: Reading,
  exact: Set<string>,
): ReadTable | undefined => {
  const { columns, remarks } = builder.find();
  const again = builder.stale(columns);
  for (const name of again) exact.add(name);
  if (again.length > 0) return undefined;
  return { table: builder.finish(columns), schema: schemaOf(options, columns), remarks };
};

/** The table in a text. */
export const readTableText = (text: string, options: ReadTableOptions): Either<DataError, ReadTable> =>
  orReason(() => {
    const exact = new Set<string>();
    for (;;) {
      const reading = readingOf(options, exact);
      for (const rows of rowsOfText(text, reading.parser)) if (reading.builder.add(rows)) break;
      const result = resultOf(options, reading, exact);
      if (result !== undefined) return result;
    }
  });

/** The parts of a source, whose bytes are counted. */
async function* counted(parts: Parts, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    count(part.length);
    yield part;
  }
}

/** The rows of a source; progress is told after each batch of them was used. */
export async function* rowsOfSource(
  { open, total }: TableSource,
  options: ReadTableOptions,
  parser: RowParser,
): AsyncGenerator<Rows> {
  let bytes = 0;
  let rows = 0;
  const parts = counted(open(), (length) => {
    bytes += length;
  });
  for await (const batch of rowsOfParts(nameOf(options), parts, parser)) {
    yield batch;
    rows += batch.cells.length;
    options.onProgress?.({ bytes, ...(total !== undefined && { total }), rows });
  }
}

/** The table in a source of bytes. */
export const readTableSource =
  (source: TableSource, options: ReadTableOptions): TaskEither<DataError, ReadTable> =>
  () =>
    orReasonLater(async () => {
      const exact = new Set<string>();
      for (;;) {
        const reading = readingOf(options, exact);
        const batches = rowsOfSource(source, options, reading.parser);
        for await (const rows of batches) if (reading.builder.add(rows)) break;
        const result = resultOf(options, reading, exact);
        if (result !== undefined) return result;
        if (source.isOnce) throw mixedColumn(nameOf(options), [...exact][0]!);
      }
    });

const mixedColumn = (source: string, column: string): TableFault =>
  new TableFault({
    _tag: 'MixedColumn',
    source,
    column,
    message: `${source}: the values of column ${JSON.stringify(column)} are of another kind than those at the beginning, and a stream is read only once; save it in a file, or give the type of the column`,
  });
