import type { Column } from '@puregrad/data/table';
import { maximum, minimum } from '../extremes.ts';
import type { Task } from '../task.ts';

/**
 * Whole numbers of at most this many different values are classes. If they are numbers after all, a classifier of them
 * loses their order, which does little harm; classes that are learned as numbers give a useless model. So the limit is
 * generous. `--task` overrides it. Three values or more are not classes if fewer than two rows share a value, on average.
 */
const MAX_CLASSES = 20;

/** The different values, without gaps; undefined if there are more than so many, or if one is not a whole number. */
const wholeNumbers = (values: ArrayLike<number>, most: number): ReadonlySet<number> | undefined => {
  const different = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return undefined;
    different.add(value);
    if (different.size > most) return undefined;
  }
  return different;
};

/** The number of values that are there. */
const countPresent = (values: ArrayLike<number>): number => {
  let present = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) present++;
  return present;
};

/** The different values, if they may be classes: three or more are not, unless two rows share each. */
const classesIn = (values: ArrayLike<number>): ReadonlySet<number> | undefined => {
  const different = wholeNumbers(values, MAX_CLASSES);
  return different !== undefined &&
    (different.size < 3 || countPresent(values) >= 2 * different.size)
    ? different
    : undefined;
};

/** The task for a column of a table. Its numbers may be names of classes. */
export const taskOfColumn = (column: Column): Task => {
  if (column.kind === 'category')
    return column.categories.length === 2 ? 'binary' : 'classification';
  const different = classesIn(column.values);
  if (different === undefined) return 'regression';
  return different.size === 2 ? 'binary' : 'classification';
};

/** The task for an array of numbers. Classes are indices from 0. */
export const taskOfNumbers = (values: ArrayLike<number>): Task => {
  for (let i = 0; i < values.length; i++) if (!(values[i]! >= 0)) return 'regression';
  const different = classesIn(values);
  if (different === undefined) return 'regression';
  return different.size === 2 && different.has(0) && different.has(1) ? 'binary' : 'classification';
};

/** Whole numbers of more different values are numbers beyond doubt, and so are those that few rows share. */
const MAX_DOUBTFUL = 100;
const LEAST_ROWS_OF_EACH = 5;

const ordinalRemark = (name: string, values: ArrayLike<number>, task: Task): readonly string[] => {
  const { size } = wholeNumbers(values, MAX_DOUBTFUL) ?? { size: 0 };
  if (size < 3) return [];
  if (task === 'classification')
    return [
      `${name} has ${size} whole numbers and is learnt as classes; --task regression learns it as a number`,
    ];
  return countPresent(values) >= LEAST_ROWS_OF_EACH * size
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
  values: ArrayLike<number> & Iterable<number>,
  task: Task,
): readonly string[] => {
  const areIndices = maximum(values) + 1 === wholeNumbers(values, MAX_CLASSES)?.size;
  return minimum(values) < 0 || (task === 'classification' && areIndices)
    ? []
    : ordinalRemark(name, values, task);
};
