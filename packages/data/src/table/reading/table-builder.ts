import type { DataError } from '../../data-error.ts';
import type { ColumnKind, ColumnSchema, InferOptions } from '../kinds/column-schema.ts';
import { inferColumns } from '../kinds/infer-columns.ts';
import { namesLookLikeData } from '../kinds/names-look-like-data.ts';
import { columnsAre } from '../kinds/phrases.ts';
import type { Column, Table } from '../table.ts';
import { unknownColumn } from '../table-of-cells.ts';
import { type ColumnBuilder, columnBuilder, tallyOfState } from './column-builder.ts';
import { finishColumn, isStale } from './finish-column.ts';
import { growingIntegers } from './growing.ts';
import type { Rows } from './rows.ts';
import { TableFault } from './table-fault.ts';

export interface TableBuilderOptions {
  readonly source: string;
  readonly infer: InferOptions;
  /** How the columns are read; those that it does not name are inferred. */
  readonly columns: readonly ColumnSchema[] | undefined;
  /** The maximum number of rows. */
  readonly limit: number;
  /** The columns whose texts are all kept, because they must be read again. */
  readonly exact: ReadonlySet<string>;
  /** Whether the names come from the first line of the file. */
  readonly header: boolean;
  /** Whether a table without rows is allowed. */
  readonly mayBeEmpty: boolean;
}

/** How the columns of a table are read, and what a user should know about it. */
export interface FoundColumns {
  readonly columns: readonly ColumnSchema[];
  readonly remarks: readonly string[];
}

export interface TableBuilder {
  /** Adds rows; true if no more are wanted. */
  readonly add: (rows: Rows) => boolean;
  readonly rows: () => number;
  readonly find: () => FoundColumns;
  /** The names of columns that must be read again with all their texts to be read by these schemas. */
  readonly stale: (columns: readonly ColumnSchema[]) => readonly string[];
  /** The table, whose memory it takes over: the builder is of no use afterwards. */
  readonly finish: (columns: readonly ColumnSchema[]) => Table;
}

/** The numbers of distinct texts of one column, and of all together, by which kinds are first inferred. */
const SAMPLE = 2 ** 12;
const SAMPLE_OF_ALL = 2 ** 18;
const LEAST_SAMPLE = 64;

/** The columns of rows, as builders. */
const buildersOf = (
  names: readonly string[],
  { source, infer, columns = [], exact }: TableBuilderOptions,
): readonly ColumnBuilder[] => {
  const known = new Set(names);
  const unknown = Object.keys(infer.types ?? {}).find((name) => !known.has(name));
  if (unknown !== undefined) throw new TableFault(unknownColumn(source, unknown, names));
  const sample = Math.min(SAMPLE, Math.max(LEAST_SAMPLE, Math.floor(SAMPLE_OF_ALL / names.length)));
  const schemas = new Map(columns.map((schema) => [schema.name, schema]));
  return names.map((name) =>
    columnBuilder(name, { infer, schema: schemas.get(name), sample, isExact: exact.has(name) }),
  );
};

/** A part of the gaps before the first value of a late column. */
const GAPS: readonly (readonly string[])[] = Array.from({ length: 1024 }, () => ['']);

/** The builders of columns that come up after some rows, which are gaps. */
const lateBuilders = (
  names: readonly string[],
  known: number,
  rows: number,
  options: TableBuilderOptions,
): readonly ColumnBuilder[] => {
  const late = buildersOf(names, options).slice(known);
  for (const { add } of late)
    for (let left = rows; left > 0; left -= GAPS.length) add(GAPS.slice(0, left), 0);
  return late;
};

/** A builder of a table of rows that come in parts. It throws a TableFault for values that its columns cannot hold. */
export const tableBuilder = (options: TableBuilderOptions): TableBuilder => {
  const { source, infer, limit } = options;
  const lines = growingIntegers();
  let builders: readonly ColumnBuilder[] = [];
  const find = (): FoundColumns => {
    const given = new Map((options.columns ?? []).map((schema) => [schema.name, schema]));
    const found = builders.filter(({ state }) => isFoundText(state()));
    const types: Record<string, ColumnKind> = { ...infer.types };
    for (const { name } of found) types[name] = 'text';
    const tallies = builders.map(({ name, state }) => tallyOfState(name, state()));
    const open = tallies.filter(({ name }) => !given.has(name));
    const inferred = inferColumns(open, { ...infer, types });
    const names = builders.map(({ name }) => name);
    const doubt = options.header ? namesLookLikeData(names, tallies) : undefined;
    const schemas = new Map(inferred.columns.map((schema) => [schema.name, schema]));
    return {
      columns: builders.map(({ name }) => given.get(name) ?? schemas.get(name)!),
      remarks: [
        ...(doubt === undefined ? [] : [doubt]),
        ...inferred.remarks,
        ...found.map(({ name }) => textRemark(name)),
      ],
    };
  };
  const columnsOf = (schemas: readonly ColumnSchema[], lineOf: Int32Array): readonly Column[] =>
    builders.flatMap(({ name, state }, i) => {
      const { column, stray } = finishColumn(state(), schemas[i]!);
      if (stray !== undefined && (infer.strays ?? 'error') === 'error')
        throw new TableFault(notANumber(source, name, stray.text, lineOf[stray.row]!));
      return column === undefined ? [] : [column];
    });
  return {
    add: ({ names, cells, lines: starts }) => {
      if (names === undefined) return false;
      if (builders.length === 0) builders = buildersOf(names, options);
      else if (names.length > builders.length)
        builders = [...builders, ...lateBuilders(names, builders.length, lines.length(), options)];
      const left = limit - lines.length();
      const taken = cells.length > left ? cells.slice(0, left) : cells;
      for (let column = 0; column < builders.length; column++) builders[column]!.add(taken, column);
      for (let i = 0; i < taken.length; i++) lines.push(starts[i]!);
      return lines.length() >= limit;
    },
    rows: lines.length,
    find: () => {
      if (lines.length() === 0 && !options.mayBeEmpty) throw new TableFault(emptyTable(source));
      return find();
    },
    stale: (columns) =>
      builders.filter(({ state }, i) => isStale(state(), columns[i]!)).map(({ name }) => name),
    finish: (columns) => {
      const lineOf = lines.take();
      return { columns: columnsOf(columns, lineOf), rows: lineOf.length, lines: lineOf };
    },
  };
};

const isFoundText = (state: ReturnType<ColumnBuilder['state']>): boolean =>
  state.kind === 'aside' && state.isFound;

const textRemark = (name: string): string =>
  `${columnsAre([name])} left out: it has another text in nearly every row`;

const emptyTable = (source: string): DataError => ({
  _tag: 'EmptyTable',
  source,
  message: `${source} has no rows under its columns; a table has at least one`,
});

const notANumber = (source: string, column: string, value: string, row: number): DataError => ({
  _tag: 'NotANumber',
  source,
  row,
  column,
  value,
  message: `${source}, line ${row}: ${JSON.stringify(value)} in column ${JSON.stringify(column)} is not a number; correct it, or name it in missingValues, or pass { types: { ${JSON.stringify(column)}: 'category' } }`,
});
