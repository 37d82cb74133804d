import { type Column, presentRows, retype, type Table } from '@puregrad/data/table';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { type CliError, unusable } from '../errors.ts';
import type { Task } from '../task.ts';
import { columnNamed, type NamedColumns } from './columns-to-learn.ts';
import { rowsLeftOut } from './labelled-rows.ts';
import type { Target } from './target.ts';
import { withNumbers } from './with-numbers.ts';

/** What the values of a column are, in the rows that have all targets. */
interface Values {
  readonly name: string;
  readonly kind: 'number' | 'category';
  /** The different values, up to three of them. */
  readonly some: readonly (string | number)[];
  /** How many different words there are. */
  readonly words: number;
}

const LEAST_ROWS = 4;

const valuesIn = (column: Column, rows: Int32Array): Values => {
  const { name } = column;
  if (column.kind === 'category') {
    const used = [...new Set(Array.from(rows, (row) => column.codes[row]!))].sort((a, b) => a - b);
    const some = used.slice(0, 3).map((code) => column.categories[code]!);
    return { name, kind: 'category', some, words: used.length };
  }
  const some = new Set<number>();
  for (let i = 0; i < rows.length && some.size < 3; i++) some.add(column.values[rows[i]!]!);
  return { name, kind: 'number', some: [...some].sort((a, b) => a - b), words: 0 };
};

const show = (value: string | number): string =>
  typeof value === 'string' ? `'${value}'` : String(value);

/** Whole numbers of two values, or two words, can be labels. */
const isLabel = ({ some }: Values): boolean =>
  some.length === 2 && some.every((value) => typeof value === 'string' || Number.isInteger(value));

const describe = (of: Values): string => {
  const { name, kind, some, words } = of;
  if (isLabel(of)) return `${name} has two values, ${some.map(show).join(' and ')}`;
  return kind === 'number' ? `${name} holds numbers` : `${name} has ${words} different words`;
};

/** The task for several columns: all are numbers, or all have two values. */
const taskFor = (
  all: readonly Values[],
  name: string,
  wanted: Task | undefined,
): Either<CliError, Task> => {
  const areLabels = all.every(isLabel);
  const areNumbers = all.every(({ kind }) => kind === 'number');
  const found = all.map(describe).join('; ');
  if (wanted === 'classification' || wanted === 'binary')
    return unusable(
      `--task ${wanted} learns one column, and --target '${name}' names ${all.length}; use multilabel if each has two values, regression if all are numbers, or one column`,
    );
  if (wanted === 'regression' && !areNumbers)
    return unusable(
      `--task regression needs numbers in each column of --target '${name}': ${found}; leave the others out, or train on each alone`,
    );
  if (wanted === 'multilabel' && !areLabels)
    return unusable(
      `--task multilabel needs two values in each column of --target '${name}': ${found}; leave the others out, or train on each alone`,
    );
  if (wanted !== undefined) return right(wanted);
  if (areLabels) return right('multilabel');
  if (areNumbers && !all.some(isLabel)) return right('regression');
  const remedy = areNumbers
    ? '--task regression learns all of them as numbers'
    : 'name columns that are all numbers, or that all have two values';
  return unusable(
    `the columns of --target '${name}' are of different kinds: ${found}; ${remedy}, or train on each kind alone`,
  );
};

/** The rows in which all of the columns have a value. */
const rowsWithAll = (columns: readonly Column[]): Int32Array => {
  const present = columns.map((column) => new Set(presentRows(column)));
  return presentRows(columns[0]!).filter((row) => present.every((rows) => rows.has(row)));
};

interface Wanted extends NamedColumns {
  readonly data: string;
  readonly task: Task | undefined;
}

/** Several columns to predict at once: numbers, or labels of two values each. */
export const findTargets = (
  given: Table,
  { columns, name, data, task: wanted }: Wanted,
): Either<CliError, Target> => {
  const numeric = columns.reduce(
    (table, column) => (column.kind === 'category' ? withNumbers(table, column) : table),
    given,
  );
  const found = columns.map((column) => columnNamed(numeric, column.name)!);
  const rows = rowsWithAll(found);
  if (rows.length < LEAST_ROWS)
    return unusable(
      `'${data}' has ${rows.length} ${rows.length === 1 ? 'row' : 'rows'} with all of ${name}; at least ${LEAST_ROWS} are needed`,
    );
  const all = found.map((column) => valuesIn(column, rows));
  const constant = all.find(({ some }) => some.length === 1);
  if (constant !== undefined)
    return unusable(
      `column '${constant.name}' of '${data}' is ${show(constant.some[0]!)} in every row, so there is nothing to learn; leave it out of --target`,
    );
  const task = taskFor(all, name, wanted);
  if (isLeft(task)) return task;
  const made =
    task.right === 'regression'
      ? right(numeric)
      : retype(
          numeric,
          Object.fromEntries(found.map((column) => [column.name, 'category' as const])),
        );
  if (isLeft(made)) return made;
  const { right: table } = made;
  const areGuessed =
    wanted === undefined &&
    task.right === 'multilabel' &&
    all.every(({ kind }) => kind === 'number');
  return right({
    table,
    columns: found.map((column) => columnNamed(table, column.name)!),
    ...{ name, rows },
    task: task.right,
    remarks: [
      ...(areGuessed
        ? [
            `${name} have two values each and are learnt as labels; --task regression learns them as numbers`,
          ]
        : []),
      ...rowsLeftOut(table.rows - rows.length, `all of ${name}`),
    ],
  });
};
