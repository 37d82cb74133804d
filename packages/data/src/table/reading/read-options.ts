import { checkOptions, type KindsOf, requireNumber } from '@puregrad/tensors/interpreters';
import type { ColumnSchema, InferOptions, TableSchema } from '../kinds/column-schema.ts';
import { checkDelimiter } from './check-delimiter.ts';
import { type RowParser, rowParser } from './rows.ts';
import { type TableBuilder, tableBuilder } from './table-builder.ts';

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
  /** How the columns are read, as an earlier result tells; columns that it does not name are inferred. */
  readonly schema?: TableSchema;
  /** The maximum number of rows; all rows by default. */
  readonly limit?: number;
  /** Called after each part of the source was read. */
  readonly onProgress?: (progress: ReadProgress) => void;
}

const KINDS: KindsOf<ReadTableOptions & { readonly size?: number }> = {
  source: 'string?',
  delimiter: 'string?',
  header: 'boolean?',
  names: 'string[]?',
  schema: '{columns}?',
  limit: 'number?',
  onProgress: 'function?',
  types: 'object?',
  missing: 'string[]?',
  decimal: "'.'|','?",
  strays: "'error'|'missing'?",
  prior: 'object[]?',
  size: 'number?',
};

const COLUMN_KINDS = "'number'|'category'|'date'|'text'|'ignore'";

/** The kinds of the options of a whole table, which has no size of chunks. */
const { size: _, ...KINDS_OF_WHOLE } = KINDS;

/** @throws ArgumentError for options of other kinds. */
export const checkReadOptions = (
  operation: string,
  options: ReadTableOptions,
  kinds: KindsOf<ReadTableOptions> = KINDS_OF_WHOLE,
): void => {
  const { types, delimiter, limit } = checkOptions(operation, options, kinds);
  if (limit !== undefined && limit !== Infinity)
    requireNumber(operation, { limit }, 'integer from 1');
  for (const [name, type] of Object.entries(types ?? {}))
    checkOptions('types', { [name]: type }, { [name]: COLUMN_KINDS });
  checkDelimiter(operation, delimiter);
};

/** @throws ArgumentError for options of other kinds. */
export const checkChunkOptions = (
  operation: string,
  options: ReadTableOptions & { readonly size?: number },
): void => {
  checkReadOptions(operation, options, KINDS);
  const { size = 1 } = options;
  requireNumber(operation, { size }, 'integer from 1');
};

/** The name of the source in messages. */
export const nameOf = ({ source = 'the table' }: ReadTableOptions): string => source;

const hasHeader = ({ header, schema }: ReadTableOptions): boolean =>
  header ?? schema?.header ?? true;

/** A parser of rows by the options, and by the schema for what they leave open. */
export const parserOf = (options: ReadTableOptions): RowParser => {
  const { delimiter, names, schema } = options;
  const earlier = schema?.header === false ? schema.columns.map(({ name }) => name) : undefined;
  return rowParser({
    source: nameOf(options),
    delimiter: delimiter ?? schema?.delimiter,
    header: hasHeader(options),
    names: names ?? earlier,
  });
};

const inferOptionsOf = (options: ReadTableOptions): InferOptions => {
  const { types, missing, decimal, strays, prior } = options;
  return {
    ...(types !== undefined && { types }),
    ...(missing !== undefined && { missing }),
    ...(decimal !== undefined && { decimal }),
    ...(strays !== undefined && { strays }),
    ...(prior !== undefined && { prior }),
  };
};

/** A builder of the table by the options, and by other schemas if they are given. */
export const builderOf = (
  options: ReadTableOptions,
  {
    columns = options.schema?.columns,
    exact = new Set(),
    mayBeEmpty = false,
  }: {
    readonly columns?: readonly ColumnSchema[] | undefined;
    readonly exact?: ReadonlySet<string>;
    readonly mayBeEmpty?: boolean;
  },
): TableBuilder =>
  tableBuilder({
    source: nameOf(options),
    infer: inferOptionsOf(options),
    columns,
    limit: options.limit ?? Infinity,
    exact,
    header: hasHeader(options),
    mayBeEmpty,
  });

/**
 * The schema of a table that was read. The delimiter is part of it only if it was given: other files of the same
 * columns may have another one.
 */
export const schemaOf = (
  options: ReadTableOptions,
  columns: readonly ColumnSchema[],
): TableSchema => {
  const delimiter = options.delimiter ?? options.schema?.delimiter;
  return { ...(delimiter !== undefined && { delimiter }), header: hasHeader(options), columns };
};
