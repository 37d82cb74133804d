import type { ReadTable } from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';

/** The rows of a table, with how they were read and what a user should know of that. */
export interface TableRows extends ReadTable {
  readonly kind: 'table';
  /** The column to learn if the user does not name one. */
  readonly target?: string;
}

/** Pixels in [0, 1], one row for each image; labels if there are any. */
export interface ImageRows {
  readonly kind: 'images';
  readonly x: Tensor;
  readonly y: Tensor | undefined;
  readonly shape: readonly number[];
}

/** The content of a user's file, before the target is known. */
export type Rows = TableRows | ImageRows;
