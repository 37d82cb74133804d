import type { Column } from '@puregrad/data/table';

/** Whether a column has no value in a row. */
export const isGap = (column: Column, row: number): boolean =>
  column.kind === 'category' ? column.codes[row]! < 0 : Number.isNaN(column.values[row]!);
