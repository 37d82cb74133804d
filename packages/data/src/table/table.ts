/** Numbers, one a row; NaN where there is none. */
export interface NumberColumn {
  readonly name: string;
  readonly kind: 'number';
  readonly values: readonly number[];
}

/** Words, one a row; null where there is none. */
export interface CategoryColumn {
  readonly name: string;
  readonly kind: 'category';
  readonly values: readonly (string | null)[];
  /** The different values: numbers first, by size, then words in the order of their code units. */
  readonly categories: readonly string[];
}

/** A named column of numbers or of words. */
export type Column = NumberColumn | CategoryColumn;

/** Named columns of equal length: what CSV and JSON hold, before it becomes tensors. */
export interface Table {
  readonly columns: readonly Column[];
  /** How many rows there are. */
  readonly rows: number;
  /** The line of the file that each row starts on, counted from 1; errors name it. */
  readonly lines?: readonly number[];
  /** What errors call the table; `the table` by default. */
  readonly source?: string;
}

/** What errors call a row: its line in the file, or else its index, counted from 0. */
export const placeOf = (
  lines: readonly number[] | undefined,
  row: number,
): { readonly row: number; readonly text: string } =>
  lines === undefined
    ? { row, text: `row ${row}` }
    : { row: lines[row]!, text: `line ${lines[row]!}` };
