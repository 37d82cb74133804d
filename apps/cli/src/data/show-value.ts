import type { Column } from '@puregrad/data/table';

/** The day of a time in seconds since 1970-01-01 UTC. */
export const showDay = (seconds: number): string =>
  new Date(1000 * seconds).toISOString().slice(0, 10);

/** A value of a column, or the code of a word, as a remark shows it. */
export const showValue = (column: Column, value: number): string => {
  if (column.kind === 'category') return `'${column.categories[value]}'`;
  return column.kind === 'date' ? showDay(value) : String(value);
};
