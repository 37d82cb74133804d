/** A column of numbers, one per row; NaN if a value is missing. */
export interface NumberColumn {
  readonly name: string;
  readonly kind: 'number';
  readonly values: Float64Array;
}

/** A column of dates and times, one per row, in seconds since 1970-01-01 UTC; NaN if a value is missing. */
export interface DateColumn {
  readonly name: string;
  readonly kind: 'date';
  readonly values: Float64Array;
}

/** A column of words, one per row, as places in a list of the distinct words. */
export interface CategoryColumn {
  readonly name: string;
  readonly kind: 'category';
  /** The index in `categories` of the word of each row; −1 if it is missing. */
  readonly codes: Int32Array;
  /** Distinct words. Readers give numbers first, in increasing order, then words in the order of their code units. */
  readonly categories: readonly string[];
}

/** A named column of numbers, of dates or of words, in typed arrays. */
export type Column = NumberColumn | DateColumn | CategoryColumn;

/** Named columns of equal length: the contents of CSV and JSON, before they become tensors. */
export interface Table {
  readonly columns: readonly Column[];
  /** The number of rows. */
  readonly rows: number;
  /** The line of the file that each row starts on, counted from 1; errors name it. */
  readonly lines?: Int32Array;
  /** The name of the table in errors; `the table` by default. */
  readonly source?: string;
}

/** The name of a row in errors: its line in the file, or otherwise its index, counted from 0. */
export const placeOf = (
  lines: ArrayLike<number> | undefined,
  row: number,
): { readonly row: number; readonly text: string } =>
  lines === undefined
    ? { row, text: `row ${row}` }
    : { row: lines[row]!, text: `line ${lines[row]!}` };
