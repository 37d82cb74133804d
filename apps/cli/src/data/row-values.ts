/** A value for each row, such as a list; null or NaN for a gap. */
export interface RowValues {
  readonly length: number;
  readonly at: (row: number) => number | string | null | undefined;
}
