/** What a snippet under way tells the page. */
export type Message =
  | { readonly kind: 'text'; readonly text: string; readonly isError?: boolean }
  /** Rows of numbers by name, the first name the x axis: a chart. */
  | { readonly kind: 'chart'; readonly rows: readonly Readonly<Record<string, number>>[] }
  | { readonly kind: 'table'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  /** An expression with an arrow: what it gave, and whether that is what the page says. */
  | {
      readonly kind: 'value';
      readonly actual: string;
      readonly expected: string;
      readonly isSame: boolean;
    }
  | { readonly kind: 'done'; readonly milliseconds: number };
