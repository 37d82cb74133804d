import type { Column } from '@puregrad/data/table';
import type { Task } from '../task.ts';

/**
 * Whole numbers of at most this many different values are classes. If they are numbers after all, a classifier of them
 * loses their order, which does little harm; classes that are learned as numbers give a useless model. So the limit is
 * generous. `--task` overrides it.
 */
const MAX_CLASSES = 20;

const areClasses = (different: ReadonlySet<number>): boolean =>
  different.size <= MAX_CLASSES && [...different].every((value) => Number.isInteger(value));

/** The task for a column of a table. Its numbers may be names of classes. */
export const taskOfColumn = (column: Column): Task => {
  if (column.kind === 'category')
    return column.categories.length === 2 ? 'binary' : 'classification';
  const different = new Set(column.values.filter((value) => !Number.isNaN(value)));
  if (!areClasses(different)) return 'regression';
  return different.size === 2 ? 'binary' : 'classification';
};

/** The task for an array of numbers. Classes are indices from 0. */
export const taskOfNumbers = (values: ArrayLike<number>): Task => {
  const different = new Set(Array.from(values));
  if (!areClasses(different) || [...different].some((value) => value < 0)) return 'regression';
  return different.size === 2 && different.has(0) && different.has(1) ? 'binary' : 'classification';
};
