import type { Column } from '@puregrad/data/table';

/** A value of a column, or the code of a word, as a remark shows it. */
export const showValue = (column: Column, value: number): string => {
  if (column.kind === 'category') return `'${column.categories[value]}'`;
  return column.kind === 'date' ? new Date(1000 * value).toISOString().slice(0, 10) : String(value);
};
