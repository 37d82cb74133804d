import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../../data-error.ts';
import type { ColumnSchema } from '../kinds/column-schema.ts';
import type { Table } from '../table.ts';
import {
  builderOf,
  checkChunkOptions,
  nameOf,
  parserOf,
  type ReadTableOptions,
} from './read-options.ts';
import type { Rows } from './rows.ts';
import { reasonOf, TableFault } from './table-fault.ts';
import { rowsOfSource, sourceOf, type TableInput, type TableSource } from './table-source.ts';

/** Some rows of a table, in the order of the file. */
export interface TableChunk {
  /** All columns of the file, also those that the table leaves out. */
  readonly names: readonly string[];
  /** The names as they are in the file, where a column may have none; undefined in a file without names. */
  readonly header?: readonly string[];
  /** The values as they are in the file, without blanks around them. */
  readonly cells: readonly (readonly string[])[];
  readonly table: Table;
}

export interface ReadChunksOptions extends ReadTableOptions {
  /** The number of rows of a chunk; only the last one has fewer. 8,192 by default. */
  readonly size?: number;
}

/** The number of letters by which columns are inferred, if `size` rows do not have more. */
const SAMPLE = 2 ** 20;

const lettersOf = (cells: Rows['cells']): number => {
  let letters = 0;
  for (const fields of cells) for (const field of fields) letters += field.length + 1;
  return letters;
};

/** The schemas of the columns by some rows. */
const schemasOf = (options: ReadTableOptions, rows: Rows): readonly ColumnSchema[] => {
  const builder = builderOf(options, { mayBeEmpty: true });
  builder.add(rows);
  return builder.find().columns;
};

const chunkOf = (
  options: ReadTableOptions,
  columns: readonly ColumnSchema[],
  rows: Rows,
): TableChunk => {
  const builder = builderOf(options, { columns });
  builder.add(rows);
  return {
    names: rows.names!,
    ...(rows.header && { header: rows.header }),
    cells: rows.cells,
    table: builder.finish(columns),
  };
};

/** Rows of equal length: columns that come up in later rows are gaps in the earlier ones. */
const joined = (a: Rows, b: Rows): Rows => {
  if (a.cells.length === 0) return b;
  const late = new Array<string>((b.names?.length ?? 0) - (a.names?.length ?? 0)).fill('');
  const before = late.length === 0 ? a.cells : a.cells.map((cells) => [...cells, ...late]);
  return { ...b, cells: before.concat(b.cells), lines: a.lines.concat(b.lines) };
};

/** Rows without the columns that come up after the columns were inferred. A schema says that they are not wanted. */
const withoutLate = (rows: Rows, known: number, options: ReadChunksOptions): Rows => {
  const { names = [], header, cells, lines } = rows;
  if (names.length <= known) return rows;
  const first = lines[cells.findIndex((fields) => fields[known] !== '')] ?? lines[0];
  if (options.schema === undefined)
    throw new TableFault({
      _tag: 'UnknownColumn',
      source: nameOf(options),
      column: names[known]!,
      message: `${nameOf(options)}, line ${first}: the key ${JSON.stringify(names[known])} comes up after the columns were inferred; give it to the first rows too, as null, or read by the schema of the columns that you want`,
    });
  return {
    ...rows,
    names: names.slice(0, known),
    header: header?.slice(0, known),
    cells: cells.map((fields) => fields.slice(0, known)),
  };
};

const between = ({ cells, lines, ...names }: Rows, from: number, to: number): Rows => ({
  ...names,
  cells: cells.slice(from, to),
  lines: lines.slice(from, to),
});

/** Chunks of rows that come in batches. */
async function* chunksOf(
  batches: AsyncIterable<Rows>,
  { size = 8192, limit = Infinity, ...options }: ReadChunksOptions,
): AsyncGenerator<TableChunk> {
  let waiting: Rows = { names: undefined, cells: [], lines: [] };
  let columns: readonly ColumnSchema[] | undefined;
  let letters = 0;
  let left = limit;
  for await (const batch of batches) {
    const taken = between(batch, 0, left);
    const rows = columns === undefined ? taken : withoutLate(taken, columns.length, options);
    left -= rows.cells.length;
    waiting = joined(waiting, rows);
    letters += columns === undefined ? lettersOf(rows.cells) : 0;
    if (columns === undefined && letters >= SAMPLE && waiting.cells.length >= size)
      columns = schemasOf(options, waiting);
    let from = 0;
    if (columns !== undefined)
      for (; from + size <= waiting.cells.length; from += size)
        yield chunkOf(options, columns, between(waiting, from, from + size));
    waiting = between(waiting, from, waiting.cells.length);
    if (left === 0) break;
  }
  const isFirst = columns === undefined;
  columns ??= schemasOf(options, waiting);
  const count = waiting.cells.length;
  if (count === 0 && isFirst) yield chunkOf(options, columns, waiting);
  for (let from = 0; from < count; from += size)
    yield chunkOf(options, columns, between(waiting, from, Math.min(from + size, count)));
}

/** The chunks of a source. A fault is the last item. */
export async function* chunksOfSource(
  source: TableSource,
  options: ReadChunksOptions,
): AsyncGenerator<Either<DataError, TableChunk>> {
  try {
    const batches = rowsOfSource(source, options, parserOf(options));
    for await (const chunk of chunksOf(batches, options)) yield right(chunk);
  } catch (error) {
    yield left(reasonOf(error));
  }
}

/**
 * Reads a table as `readTable` does, some rows at a time. The kinds of columns are inferred from the first megabyte, or
 * from the first `size` rows if they have more, unless `schema` gives them. A table without rows has one chunk, without
 * rows. To leave the loop closes the source.
 *
 * @returns the chunks, or a Left as the last item.
 * @throws ArgumentError for options of another kind.
 * @example
 * ```ts
 * import { readTableChunks } from '@puregrad/data/table';
 * const sizes = [];
 * for await (const chunk of readTableChunks('a,b\n1,x\n2,y\n3,z\n', { size: 2 }))
 *   sizes.push(chunk._tag === 'Right' ? chunk.right.table.rows : chunk.left.message);
 * sizes; // => [2, 1]
 * ```
 */
export const readTableChunks = (
  source: TableInput,
  options: ReadChunksOptions = {},
): AsyncGenerator<Either<DataError, TableChunk>> => {
  checkChunkOptions('readTableChunks', options);
  return chunksOfSource(sourceOf('readTableChunks', source), options);
};
