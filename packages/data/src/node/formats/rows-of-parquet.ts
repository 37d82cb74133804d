import type { FileMetaData, SchemaTree } from 'hyparquet';
import { firstTwice } from '../../table/first-twice.ts';
import { unsupportedValue } from '../../table/formats/cell-text.ts';
import { columnNames, type Rows } from '../../table/reading/rows.ts';
import { TableFault } from '../../table/reading/table-fault.ts';
import { loadLibrary, messageOfLibrary } from './library.ts';
import { checkPages, type Places, rangeOf, withPart } from './parquet-chunk.ts';
import { parquetText, parsersOf, withRawDecimals } from './parquet-text.ts';

export interface BinaryOptions {
  readonly source: string;
  /** Columns whose lists and objects are gaps. */
  readonly ignore?: ReadonlySet<string> | undefined;
}

/** The maximum number of rows of a row group, which is held in memory. */
const MOST_ROWS = 2 ** 25;

/** The rows that are handed on at once. */
const BATCH = 4096;

const load = async () => {
  const [{ parquetMetadataAsync, parquetRead, parquetSchema }, { parquetHeader }, { compressors }] =
    await Promise.all([
      import('hyparquet'),
      import('hyparquet/src/column.js'),
      import('hyparquet-compressors'),
    ]);
  return {
    parquetMetadataAsync,
    parquetRead,
    parquetSchema,
    parquetHeader,
    compressors: Object.fromEntries(
      Object.entries(compressors).map(([name, decompress]) => [
        name,
        // Nothing, compressed, is a block that one of the codecs does not take.
        (bytes: Uint8Array, size: number) =>
          size === 0 ? new Uint8Array(0) : decompress!(bytes, size),
      ]),
    ),
  };
};
type Library = Awaited<ReturnType<typeof load>>;

const corrupt = (source: string, why: string): TableFault =>
  new TableFault({
    _tag: 'CorruptParquet',
    source,
    message: `${source} cannot be read as a Parquet file: ${why}; fetch the file again, or write it anew`,
  });

/** The value, with errors of the library as faults of the file. */
const guarded = async <T>(source: string, compute: () => T | Promise<T>, of = ''): Promise<T> => {
  try {
    return await compute();
  } catch (error) {
    if (error instanceof TableFault) throw error;
    throw corrupt(source, `${of}${messageOfLibrary(error)}`);
  }
};

/** Whether a column holds single values, rather than lists, objects or intervals. */
const isSingle = ({ children, element }: SchemaTree): boolean =>
  children.length === 0 &&
  element.type !== undefined &&
  element.repetition_type !== 'REPEATED' &&
  element.converted_type !== 'INTERVAL' &&
  element.converted_type !== 'BSON';

interface Group {
  readonly index: number;
  /** The first row of the group. */
  readonly start: number;
  readonly rows: number;
}

const groupsOf = (source: string, { row_groups, num_rows }: FileMetaData): readonly Group[] => {
  let start = 0;
  const groups = row_groups.map(({ num_rows: count }, index): Group => {
    const rows = Number(count);
    if (!(rows >= 0 && rows <= MOST_ROWS))
      throw corrupt(
        source,
        `a row group has ${rows} rows, and the maximum is ${MOST_ROWS} (pandas writes smaller ones by to_parquet(path, row_group_size=100000))`,
      );
    start += rows;
    return { index, start: start - rows, rows };
  });
  if (start !== Number(num_rows)) throw corrupt(source, 'its numbers of rows disagree');
  return groups;
};

/** A column of a file, with its name in the table. */
interface FileColumn {
  readonly name: string;
  readonly key: string;
  readonly tree: SchemaTree;
  readonly toText: (value: unknown) => string | undefined;
}

/** The values of a column in a row group. */
const readGroupColumn = async (
  { parquetRead, parquetHeader, compressors }: Library,
  file: Places,
  metadata: FileMetaData,
  { index, start, rows }: Group,
  { key, tree }: FileColumn,
): Promise<readonly unknown[]> => {
  const group = metadata.row_groups[index]!;
  const meta = group.columns.find(
    ({ meta_data }) => meta_data?.path_in_schema[0] === key,
  )?.meta_data;
  if (meta === undefined) throw new Error('it is missing in a row group');
  const [from, to] = rangeOf(meta, file.byteLength);
  const part = await file.slice(from, to);
  if (isSingle(tree)) checkPages(part, rows, parquetHeader);
  const values = new Array<unknown>(rows);
  let filled = 0;
  await parquetRead({
    file: withPart(file, from, part),
    metadata,
    columns: [key],
    rowStart: start,
    rowEnd: start + rows,
    compressors,
    utf8: false,
    geoparquet: false,
    parsers: parsersOf(tree.element),
    onChunk: ({ columnData, rowStart }) => {
      for (let i = 0; i < columnData.length; i++) values[rowStart - start + i] = columnData[i];
      filled += columnData.length;
    },
  });
  if (filled !== rows || values.length !== rows)
    throw new Error('a column has not as many values as rows');
  return values;
};

/**
 * The rows of a Parquet file as a CSV file would have them, one row group in memory at a time; lines are the numbers
 * of rows, counted from 1.
 */
export async function* rowsOfParquet(
  file: Places,
  { source, ignore = new Set() }: BinaryOptions,
): AsyncGenerator<Rows> {
  const library = await loadLibrary(source, {
    reads: 'a Parquet file',
    packages: 'hyparquet hyparquet-compressors',
    load,
  });
  const written = await guarded(source, () =>
    library.parquetMetadataAsync(file, { geoparquet: false }),
  );
  const columns = await guarded(source, () => columnsOf(source, library, written));
  const metadata = { ...written, schema: written.schema.map(withRawDecimals) };
  const names = columns.map(({ name }) => name);
  yield { names, cells: [], lines: [] };
  for (const group of groupsOf(source, metadata).filter(({ rows }) => rows > 0)) {
    const values: (readonly unknown[])[] = [];
    for (const column of columns)
      values.push(
        ignore.has(column.name) && !isSingle(column.tree)
          ? []
          : await guarded(
              source,
              () => readGroupColumn(library, file, metadata, group, column),
              `column ${JSON.stringify(column.name)}: `,
            ),
      );
    const cell = (column: FileColumn, at: number, row: number): string => {
      const text = column.toText(values[at]![row]);
      if (text !== undefined || ignore.has(column.name)) return text ?? '';
      const place = {
        source,
        row: group.start + row + 1,
        unit: 'row',
        column: column.name,
      } as const;
      throw unsupportedValue(place, kindOf(column.tree), kindOf(column.tree));
    };
    for (let at = 0; at < group.rows; at += BATCH) {
      const count = Math.min(BATCH, group.rows - at);
      yield {
        names,
        cells: Array.from({ length: count }, (_, i) =>
          columns.map((column, c) => cell(column, c, at + i)),
        ),
        lines: Array.from({ length: count }, (_, i) => group.start + at + i + 1),
      };
    }
  }
}

const kindOf = ({ children, element }: SchemaTree): string => {
  if (element.repetition_type === 'REPEATED' || element.logical_type?.type === 'LIST')
    return 'a list';
  return children.length > 0 ? 'an object' : 'bytes that are not text';
};

const columnsOf = (
  source: string,
  { parquetSchema }: Library,
  metadata: FileMetaData,
): readonly FileColumn[] => {
  const trees = parquetSchema(metadata).children;
  const names = columnNames(trees.map(({ element }) => element.name.trim()));
  const twice = firstTwice(names);
  if (twice !== undefined)
    throw new TableFault({
      _tag: 'DuplicateColumn',
      source,
      column: twice,
      message: `${source} has two columns named ${JSON.stringify(twice)}; rename one of them`,
    });
  return trees.map((tree, i) => ({
    name: names[i]!,
    key: tree.element.name,
    tree,
    toText: parquetText(tree.element),
  }));
};
