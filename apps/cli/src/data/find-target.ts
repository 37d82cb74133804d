import {
  type CategoryColumn,
  type Column,
  presentRows,
  retype,
  type Table,
} from '@puregrad/data/table';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import { columnNamed, columnsToLearn } from './columns-to-learn.ts';
import { findTargets } from './find-targets.ts';
import { rowsLeftOut } from './labelled-rows.ts';
import type { Target } from './target.ts';
import { taskOfColumn, taskRemarks } from './task-of.ts';
import type { TrainingDataOptions } from './training-types.ts';
import { withNumbers } from './with-numbers.ts';

/** The columns to predict, with words for classes, and their task. */
export const findTarget = (
  given: Table,
  options: TrainingDataOptions,
): Either<CliError, Target> => {
  const named = columnsToLearn(given, options);
  if (isLeft(named)) return named;
  const { columns, name } = named.right;
  const { data, task } = options;
  const date = columns.find(({ kind }) => kind === 'date');
  if (date !== undefined)
    return unusable(
      `column '${date.name}' of '${data}' holds dates, which are not learnt; --types ${date.name}=number learns numbers, --types ${date.name}=category classes`,
    );
  const [only] = columns;
  if (columns.length > 1) return findTargets(given, { columns, name, data, task });
  return task === 'multilabel'
    ? unusable(
        `--task multilabel learns several columns, and --target names one, '${name}'; name all of them, separated by commas, or leave out --task`,
      )
    : findOne(given, only!, options);
};

/** One column to predict. */
const findOne = (
  given: Table,
  found: Column,
  { data, decimal, task: wanted }: TrainingDataOptions,
): Either<CliError, Target> => {
  const { name } = found;
  const table = found.kind === 'category' ? withNumbers(given, found) : given;
  const column = columnNamed(table, name)!;
  const task = wanted ?? taskOfColumn(column);
  if (task === 'regression' && column.kind === 'category')
    return unusable(
      `column '${name}' of '${data}' holds words, such as '${column.categories[0]}', and regression needs numbers; leave out --task, or pass --types ${name}=number if it holds numbers`,
    );
  if (task !== 'regression' && column.kind === 'number') {
    const rows = presentRows(column).length;
    const different = countDifferent(column.values);
    if (areNames(different, rows))
      return unusable(
        namesProblem(`column '${name}' of '${data}'`, { name, classes: different, rows, decimal }),
      );
  }
  const made =
    task === 'regression' || column.kind === 'category'
      ? right(table)
      : retype(table, { [name]: 'category' });
  if (isLeft(made)) return made;
  return checked(
    { table: made.right, column: columnNamed(made.right, name)!, task },
    { data, decimal, remarks: wanted === undefined ? taskRemarks(name, column, task) : [] },
  );
};

/** So many classes of so few rows are names. */
const areNames = (classes: number, rows: number): boolean => classes > 20 && 2 * classes > rows;

const namesProblem = (
  at: string,
  {
    name,
    classes,
    rows,
    decimal,
  }: {
    readonly name: string;
    readonly classes: number;
    readonly rows: number;
    readonly decimal: TrainingDataOptions['decimal'];
  },
): string =>
  `${at} has ${classes} different words in ${rows} rows, too many to be classes; pass --task regression or --types ${name}=number if they are numbers, ${decimal === undefined ? '' : 'leave out --decimal, '}or choose another --target`;

/** The number of different values, without gaps. No set holds those of every column. */
const countDifferent = (values: Float64Array): number => {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) count++;
  return count;
};

const checked = (
  { table, column, task }: Pick<Target, 'table' | 'task'> & { readonly column: Column },
  {
    data,
    decimal,
    remarks,
  }: Pick<TrainingDataOptions, 'data' | 'decimal'> & Pick<Target, 'remarks'>,
): Either<CliError, Target> => {
  const { name } = column;
  const rows = presentRows(column);
  const at = `column '${name}' of '${data}'`;
  if (rows.length === 0)
    return unusable(
      `${at} has no value that can be read as its kind; choose another --target, or another kind, such as --types ${name}=category`,
    );
  if (rows.length < 4)
    return unusable(
      `'${data}' has ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} with a ${name}; at least 4 are needed`,
    );
  const classes = column.kind === 'category' ? usedCategories(column).length : 0;
  if (task !== 'regression' && classes < 2)
    return unusable(
      `${at} is '${usedCategories(column as CategoryColumn)[0]}' in every row; at least two classes are needed`,
    );
  if (task === 'binary' && classes > 2)
    return unusable(
      `${at} has ${classes} classes, not two; leave out --task, or pass --task classification`,
    );
  if (areNames(classes, rows.length))
    return unusable(namesProblem(at, { name, classes, rows: rows.length, decimal }));
  return right({
    table,
    columns: [column],
    name,
    task,
    rows,
    remarks: [...remarks, ...rowsLeftOut(table.rows - rows.length, name)],
  });
};

const usedCategories = ({ codes, categories }: CategoryColumn): readonly string[] => {
  const isUsed = new Uint8Array(categories.length);
  for (const code of codes) isUsed[code] = 1; // −1 is not a place.
  return categories.filter((_, code) => isUsed[code] === 1);
};
