import type { Code } from '../assembler.ts';

/** A matrix in memory, with the bytes from one row, and from one column, to the next. */
export interface Matrix {
  readonly address: Code;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** A `[rows, depth]` times a `[depth, columns]`, into dense rows. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly a: Matrix;
  readonly b: Matrix;
  readonly out: Code;
}

export type Span = readonly [from: Code, to: Code];
