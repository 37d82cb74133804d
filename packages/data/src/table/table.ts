/** A column of numbers, one per row; NaN if a value is missing. */
export interface NumberColumn {
  readonly name: string;
  readonly kind: 'number';
  readonly values: readonly number[];
}

/** A column of words, one per row; null if a value is missing. */
export interface CategoryColumn {
  readonly name: string;
  readonly kind: 'category';
  readonly values: readonly (string | null)[];
  /** The distinct values: numbers first, in increasing order, then words in the order of their code units. */
  readonly categories: readonly string[];
}

/** A named column of numbers or of words. */
export type Column = NumberColumn | CategoryColumn;

/** Named columns of equal length: the contents of CSV and JSON, before they become tensors. */
export interface Table {
  readonly columns: readonly Column[];
  /** The number of rows. */
  readonly rows: number;
  /** The line of the file that each row starts on, counted from 1; errors name it. */
  readonly lines?: readonly number[];
  /** The name of the table in errors; `the table` by default. */
  readonly source?: string;
}

/** The name of a row in errors: its line in the file, or otherwise its index, counted from 0. */
export const placeOf = (
  lines: readonly number[] | undefined,
  row: number,
): { readonly row: number; readonly text: string } =>
  lines === undefined
    ? { row, text: `row ${row}` }
    : { row: lines[row]!, text: `line ${lines[row]!}` };
