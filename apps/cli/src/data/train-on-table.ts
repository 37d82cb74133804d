import {
  type Column,
  type Encoding,
  encodeTable,
  encodeTarget,
  featureNames,
  fitEncoding,
  presentRows,
  select,
  type Table,
} from '@puregrad/data/table';
import { pipe, type Tensor } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type CliError, unusable } from '../errors.ts';
import type { Task } from '../task.ts';
import { rowsLeftOut } from './labelled-rows.ts';
import { type Portions, portionRows, type RowFacts } from './portion-rows.ts';
import { readRows } from './read-rows.ts';
import { setAside } from './set-aside.ts';
import { taskOfColumn, taskRemarks } from './task-of.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

/** A table of the user: the task and the features are found from its columns. */
export const fromTable = (
  read: Table,
  options: TrainingDataOptions,
): TE.TaskEither<CliError, TrainingData> =>
  pipe(
    TE.fromEither(findTarget(read, options)),
    TE.flatMap((target) =>
      pipe(
        withClassNames(read, target, options),
        TE.flatMapEither((table) => chooseColumns(table, target, options)),
      ),
    ),
    TE.flatMapEither((chosen) => encodeRows(chosen, options)),
    TE.flatMap(({ x, y, portions: { shares, weights }, encoding, chosen }) => () => {
      const { task, target, classes, remarks } = chosen;
      const recipe = {
        task,
        target: target.name,
        ...(target.kind === 'category' ? { classes: target.categories } : {}),
        inputs: { kind: 'table' as const, encoding },
      };
      const whole = { x, y, ...(weights === undefined ? {} : { weights }) };
      return setAside(whole, shares, { recipe, classes, remarks, table: chosen.rows }, options, {
        standardize: true,
      });
    }),
  );

interface Target {
  readonly column: Column;
  readonly task: Task;
}

const findTarget = (
  { columns }: Table,
  { data, target, task: wanted }: TrainingDataOptions,
): Either<CliError, Target> => {
  const names = columns.map(({ name }) => name).join(', ');
  if (target === undefined)
    return unusable(`name the column of '${data}' to predict: --target, one of ${names}`);
  const column = columns.find(({ name }) => name === target);
  if (column === undefined)
    return unusable(`'${data}' has no column '${target}'; its columns are ${names}`);
  const task = wanted ?? taskOfColumn(column);
  return task === 'regression' && column.kind === 'category'
    ? unusable(
        `column '${target}' of '${data}' holds words, such as '${column.categories[0]}', and regression needs numbers; leave out --task`,
      )
    : right({ column, task });
};

/** The table with a target of words: numbers of classes are names of classes. */
const withClassNames = (
  read: Table,
  { column: { kind, name }, task }: Target,
  { data }: TrainingDataOptions,
): TE.TaskEither<CliError, Table> =>
  task === 'regression' || kind === 'category'
    ? TE.right(read)
    : pipe(
        () => readRows(data, { words: [name] }),
        TE.map((rows) => (rows.kind === 'table' ? rows.table : read)),
      );

/** The rows with a target, and the columns to learn from. */
interface Chosen {
  readonly rows: Table;
  readonly target: Column;
  readonly task: Task;
  readonly classes: number;
  readonly features: readonly string[];
  readonly remarks: readonly string[];
}

const chooseColumns = (
  table: Table,
  { column: read, task }: Target,
  { data, task: wanted, group, weights }: TrainingDataOptions,
): Either<CliError, Chosen> => {
  const { name } = read;
  const target = table.columns.find((column) => column.name === name)!;
  const present = presentRows(target);
  const others = table.columns.filter(
    (column) => column !== target && column.name !== group && column.name !== weights,
  );
  const reasons = others.map((column) => reasonToLeaveOut(column, table.rows));
  const features = others.flatMap((column, i) => (reasons[i] === undefined ? [column.name] : []));
  const classes = target.kind === 'category' ? target.categories.length : 0;
  const at = `column '${name}' of '${data}'`;
  if (features.length === 0) return unusable(`'${data}' has no column to predict ${name} from`);
  if (present.length < 4)
    return unusable(
      `'${data}' has ${present.length} ${present.length === 1 ? 'row' : 'rows'} with a ${name}; at least 4 are needed`,
    );
  if (task !== 'regression' && classes < 2)
    return unusable(
      `${at} is '${(target as { categories: readonly string[] }).categories[0]}' in every row; at least two classes are needed`,
    );
  if (task === 'binary' && classes > 2)
    return unusable(
      `${at} has ${classes} classes, not two; leave out --task, or pass --task classification`,
    );
  const remarks = [
    ...(wanted === undefined ? taskRemarks(name, read, task) : []),
    ...rowsLeftOut(table.rows - present.length, name),
    ...others.flatMap((column, i) =>
      reasons[i] === undefined ? [] : [`column ${column.name} is left out: ${reasons[i]}`],
    ),
  ];
  const rows = { ...select(table, present), source: `'${data}'` };
  return right({ rows, target, task, classes, features, remarks });
};

/** Why a column is not a feature; undefined if it is one. */
const reasonToLeaveOut = (column: Column, rows: number): string | undefined => {
  if (presentRows(column).length === 0) return 'it is empty';
  // So many words are names, or numbers of tickets.
  const isNaming =
    column.kind === 'category' && column.categories.length > Math.max(20, Math.min(200, rows / 5));
  return isNaming ? `${column.categories.length} different words tell nothing` : undefined;
};

interface Encoded {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly portions: Portions;
  readonly encoding: Encoding;
  readonly chosen: Chosen;
}

const encodeRows = (chosen: Chosen, options: TrainingDataOptions): Either<CliError, Encoded> => {
  const { rows, target, task, features } = chosen;
  const labels = fitEncoding(rows, { target: target.name, features: [] });
  if (isLeft(labels)) return labels;
  const y = encodeTarget(labels.right)(rows);
  if (isLeft(y)) return y;
  const { target: learnt } = labels.right;
  const classes = learnt?.kind === 'classes' ? learnt.classes : [];
  const portions = portionRows({ y: y.right, task, classes }, options, factsOf(rows));
  if (isLeft(portions)) return portions;
  const { shares } = portions.right;
  // Test rows stay unseen: values that fill gaps come from the other rows, too.
  const known = [...shares.train.data, ...shares.validation.data].sort((a, b) => a - b);
  const fitted = fitEncoding(select(rows, known), { features, fill: 'median', unknown: 'zeros' });
  if (isLeft(fitted)) return fitted;
  const encoding: Encoding = { ...labels.right, ...fitted.right };
  const x = encodeTable(encoding)(rows);
  if (isLeft(x)) return x;
  return featureNames(encoding).length === 0
    ? unusable(`'${options.data}' has nothing to learn from`)
    : right({ x: x.right, y: y.right, portions: portions.right, encoding, chosen });
};

const factsOf = ({ columns, lines }: Table): RowFacts => ({
  valuesOf: (name) => {
    const column = columns.find((other) => other.name === name);
    return column?.kind === 'category'
      ? Array.from(column.codes, (code) => column.categories[code] ?? null)
      : column?.values;
  },
  placeOf: (row) => (lines === undefined ? `row ${row}` : `line ${lines[row]}`),
});
