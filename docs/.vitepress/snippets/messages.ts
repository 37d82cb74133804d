/** Rows of numbers by name; the first name is the x axis. */
export type ChartRows = readonly Readonly<Record<string, number>>[];

/** A line, a chart or a table that a snippet prints. */
export type Output =
  | { readonly kind: 'text'; readonly text: string; readonly isError?: boolean }
  | { readonly kind: 'chart'; readonly rows: ChartRows }
  | { readonly kind: 'table'; readonly rows: readonly Readonly<Record<string, unknown>>[] };

/** A message of a running snippet to its page. */
export type Message =
  | Output
  /** The value of an expression with an arrow, and whether it is the one on the page. */
  | {
      readonly kind: 'value';
      readonly actual: string;
      readonly expected: string;
      readonly isSame: boolean;
    }
  | { readonly kind: 'done'; readonly milliseconds: number };
