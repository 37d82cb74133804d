/** A text of a column that is not of the column's kind, and the number of rows that hold it. */
export interface Stray {
  readonly text: string;
  readonly rows: number;
}

export const rowsOf = (texts: readonly Stray[]): number =>
  texts.reduce((sum, { rows }) => sum + rows, 0);
