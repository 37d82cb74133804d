import {
  type Column,
  type Encoding,
  encodeTable,
  encodeTarget,
  featureNames,
  fitEncoding,
  type Table,
} from '@puregrad/data/table';
import { type Either, isLeft, left } from 'fp-ts/lib/Either.js';
import type { Task } from '../task.ts';
import { readRows } from './read-rows.ts';
import type { Recipe } from './recipe.ts';
import { divideRows, setAside } from './set-aside.ts';
import type { TrainingData, TrainingDataOptions } from './training-types.ts';

/** Whole numbers, no more different ones than these: classes. */
const MOST_CLASSES = 10;

const taskOfColumn = (column: Column): Task => {
  if (column.kind === 'number') {
    const there = column.values.filter((value) => !Number.isNaN(value));
    const different = new Set(there);
    const areClasses =
      different.size <= MOST_CLASSES && there.every((value) => Number.isInteger(value));
    if (!areClasses) return 'regression';
    return different.size === 2 ? 'binary' : 'classification';
  }
  return column.categories.length === 2 ? 'binary' : 'classification';
};

/** Words so many that they are names, or numbers of tickets: nothing to be learnt from. */
const isNaming = (column: Column, rows: number): boolean =>
  column.kind === 'category' && column.categories.length > Math.max(20, Math.min(200, rows / 5));

const pick = (table: Table, rows: readonly number[]): Table => ({
  columns: table.columns.map((column): Column => {
    const values = rows.map((row) => column.values[row]!);
    return column.kind === 'number'
      ? { ...column, values: values as number[] }
      : { ...column, values: values as (string | null)[] };
  }),
  rows: rows.length,
  ...(table.lines && { lines: rows.map((row) => table.lines![row]!) }),
});

const isGap = (value: number | string | null): boolean =>
  value === null || (typeof value === 'number' && Number.isNaN(value));

/** A table of the user: what is to be learnt is found from its columns. */
export const fromTable = async (
  read: Table,
  options: TrainingDataOptions,
): Promise<Either<string, TrainingData>> => {
  const { data, target } = options;
  const names = read.columns.map(({ name }) => name);
  if (target === undefined)
    return left(
      `which column of '${data}' is to be learnt? Name it: --target, one of ${names.join(', ')}`,
    );
  const found = read.columns.find(({ name }) => name === target);
  if (found === undefined)
    return left(`'${data}' has no column '${target}'; its columns are ${names.join(', ')}`);
  const task = options.task ?? taskOfColumn(found);
  if (task === 'regression' && found.kind === 'category')
    return left(
      `column '${target}' of '${data}' holds words, such as '${found.categories[0]}', which regression cannot learn; leave --task out`,
    );
  // Numbers of classes are names of classes.
  const again =
    task !== 'regression' && found.kind === 'number'
      ? await readRows(data, { words: [target] })
      : undefined;
  if (again !== undefined && isLeft(again)) return again;
  const table = again?.right.kind === 'table' ? again.right.table : read;
  const column = table.columns.find(({ name }) => name === target)!;
  const remarks: string[] = [];

  const present = column.values.flatMap((value, row) => (isGap(value) ? [] : [row]));
  if (present.length < table.rows)
    remarks.push(`${table.rows - present.length} rows without ${target} are left out`);
  const features = table.columns.flatMap((other) => {
    if (other === column) return [];
    if (other.values.every(isGap)) {
      remarks.push(`column ${other.name} is left out: it is empty`);
      return [];
    }
    if (!isNaming(other, table.rows)) return [other.name];
    const words = other.kind === 'category' ? other.categories.length : 0;
    remarks.push(`column ${other.name} is left out: ${words} different words tell nothing`);
    return [];
  });
  if (features.length === 0) return left(`'${data}' has no column to learn ${target} from`);
  if (present.length < 4)
    return left(
      `'${data}' has ${present.length} ${present.length === 1 ? 'row' : 'rows'} with a ${target}; expected 4 at least`,
    );
  const classes = column.kind === 'category' ? column.categories.length : 0;
  if (task !== 'regression' && classes < 2)
    return left(
      `column '${target}' of '${data}' is '${(column as { categories: readonly string[] }).categories[0]}' in every row: nothing is to be learnt`,
    );
  if (task === 'binary' && classes > 2)
    return left(
      `column '${target}' of '${data}' has ${classes} classes, not two; leave --task out, or pass --task classification`,
    );

  const whole = pick(table, present);
  const labels = fitEncoding(whole, { target, features: [] });
  if (isLeft(labels)) return left(labels.left.message);
  const y = encodeTarget(labels.right)(whole);
  if (isLeft(y)) return left(y.left.message.replace('the table', `'${data}'`));
  const shares = divideRows(y.right, task, options);
  // Nothing is learnt from the rows that will judge, what fills gaps neither.
  const known = [...shares.train.data, ...shares.validation.data].sort((a, b) => a - b);
  const fitted = fitEncoding(pick(whole, known), {
    features,
    fill: 'median',
    unknown: 'zeros',
  });
  if (isLeft(fitted)) return left(fitted.left.message);
  const encoding: Encoding = { ...labels.right, ...fitted.right };
  const recipe: Recipe = {
    task,
    target,
    ...(column.kind === 'category' ? { classes: column.categories } : {}),
    inputs: { kind: 'table', encoding },
  };
  const x = encodeTable(encoding)(whole);
  if (isLeft(x)) return left(x.left.message.replace('the table', `'${data}'`));
  if (featureNames(encoding).length === 0) return left(`'${data}' has nothing to learn from`);
  return setAside({ x: x.right, y: y.right }, shares, { recipe, classes, remarks }, options, {
    standardize: true,
  });
};
