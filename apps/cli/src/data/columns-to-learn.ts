import type { Column, Table } from '@puregrad/data/table';
import { type Either, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { itemsOf, lineOf } from '../names-in-line.ts';
import type { TrainingDataOptions } from './training-types.ts';

/** The name of a column of a table: `3` stands for the third one of a table without a header. */
export const columnNamed = ({ columns }: Table, name: string): Column | undefined =>
  columns.find((column) => column.name === name) ??
  columns.find((column) => column.name === `column ${name}`);

/** Whether a column of a file has no other name than its place. */
export const isUnnamed = (name: string): boolean => /^column \d+( \(\d+\))?$/.test(name);

/** What messages call a column: `column age`, and without a header `column 3`. */
export const columnText = (name: string): string => (isUnnamed(name) ? name : `column ${name}`);

/** The columns that a name stands for: one, or those of an array of shape `[rows, columns]`. */
const columnsFor = (table: Table, name: string): readonly Column[] => {
  const one = columnNamed(table, name);
  return one === undefined
    ? table.columns.filter(
        (column) =>
          column.name.startsWith(`${name}[`) && /^\d+\]$/.test(column.name.slice(name.length + 1)),
      )
    : [one];
};

/** The columns that `--target` names, and how it would name them. */
export interface NamedColumns {
  readonly columns: readonly Column[];
  readonly name: string;
}

/** A column whose own name holds commas comes before several columns. */
export const columnsToLearn = (
  table: Table,
  { data, target, ignore = [] }: Pick<TrainingDataOptions, 'data' | 'target' | 'ignore'>,
): Either<CliError, NamedColumns> => {
  const names = table.columns.map(({ name }) => name).join(', ');
  if (target === undefined)
    return unusable(`name the column of '${data}' to predict: --target, one of ${names}`);
  const whole = columnsFor(table, target);
  if (whole.length > 0)
    return right({ columns: whole, name: whole.length === 1 ? whole[0]!.name : target });
  const items = itemsOf(target);
  const parts = items.map((item) => columnsFor(table, item));
  const absent = items.find((_, i) => parts[i]!.length === 0);
  if (absent !== undefined || items.length === 0)
    return unusable(
      ignore.includes(absent ?? target)
        ? `--ignore leaves out column '${absent}' of '${data}', which --target names; remove it from one of them`
        : `'${data}' has no column '${absent ?? target}'; its columns are ${names}`,
    );
  const columns = parts.flat();
  const twice = columns.find((column, i) => columns.indexOf(column) < i);
  if (twice !== undefined)
    return unusable(`--target '${target}' names column '${twice.name}' twice; name it once`);
  return right({
    columns,
    name: lineOf(items.map((item, i) => (parts[i]!.length === 1 ? parts[i]![0]!.name : item))),
  });
};
