import type { Column } from '@puregrad/data/table';
import { maximum, minimum } from '../extremes.ts';
import type { Task } from '../task.ts';

/**
 * Whole numbers of at most this many different values are classes. If they are numbers after all, a classifier of them
 * loses their order, which does little harm; classes that are learned as numbers give a useless model. So the limit is
 * generous. `--task` overrides it. Three values or more are not classes if fewer than two rows share a value, on average.
 */
const MAX_CLASSES = 20;

const areClasses = (values: ReadonlySet<number>, rows: number): boolean =>
  values.size <= MAX_CLASSES &&
  (values.size < 3 || rows >= 2 * values.size) &&
  [...values].every((value) => Number.isInteger(value));

/** The task for a column of a table. Its numbers may be names of classes. */
export const taskOfColumn = (column: Column): Task => {
  if (column.kind === 'category')
    return column.categories.length === 2 ? 'binary' : 'classification';
  const present = column.values.filter((value) => !Number.isNaN(value));
  const different = new Set(present);
  if (!areClasses(different, present.length)) return 'regression';
  return different.size === 2 ? 'binary' : 'classification';
};

/** The task for an array of numbers. Classes are indices from 0. */
export const taskOfNumbers = (values: ArrayLike<number>): Task => {
  const different = new Set(Array.from(values));
  if (!areClasses(different, values.length) || [...different].some((value) => value < 0))
    return 'regression';
  return different.size === 2 && different.has(0) && different.has(1) ? 'binary' : 'classification';
};

/** Whole numbers of more different values are numbers beyond doubt, and so are those that few rows share. */
const MAX_DOUBTFUL = 100;
const LEAST_ROWS_OF_EACH = 5;

const ordinalRemark = (name: string, values: ArrayLike<number>, task: Task): readonly string[] => {
  const present = Array.from(values).filter((value) => !Number.isNaN(value));
  const different = new Set(present);
  const { size } = different;
  if (size < 3 || ![...different].every((value) => Number.isInteger(value))) return [];
  if (task === 'classification')
    return [
      `${name} has ${size} whole numbers and is learnt as classes; --task regression learns it as a number`,
    ];
  return size <= MAX_DOUBTFUL && present.length >= LEAST_ROWS_OF_EACH * size
    ? [
        `${name} has ${size} whole numbers and is learnt as a number; --task classification learns it as classes`,
      ]
    : [];
};

/** What to tell of a target whose task is a guess: whole numbers may be classes or numbers. */
export const taskRemarks = (name: string, column: Column, task: Task): readonly string[] =>
  column.kind === 'number' ? ordinalRemark(name, column.values, task) : [];

/** The same for an array. Classes 0, 1, 2 … without a gap are no guess, and negative numbers are not classes. */
export const taskRemarksOfNumbers = (
  name: string,
  values: ArrayLike<number>,
  task: Task,
): readonly string[] => {
  const all = Array.from(values);
  const areIndices = maximum(all) + 1 === new Set(all).size;
  return minimum(all) < 0 || (task === 'classification' && areIndices)
    ? []
    : ordinalRemark(name, values, task);
};
