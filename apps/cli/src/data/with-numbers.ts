import { type CategoryColumn, retype, type Table } from '@puregrad/data/table';
import { isLeft } from 'fp-ts/lib/Either.js';

/** `1`, `1.0` and `01` are one label: words are numbers if all of them are, and two of them are the same number. */
export const withNumbers = (table: Table, column: CategoryColumn): Table => {
  const { name, categories } = column;
  const numbers = categories.map(Number);
  if (numbers.some(Number.isNaN) || new Set(numbers).size === numbers.length) return table;
  const numeric = retype(table, { [name]: 'number' });
  return isLeft(numeric) ? table : numeric.right;
};
