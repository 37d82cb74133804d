import type { Table } from '@puregrad/data/table';
import type { Tensor } from '@puregrad/tensors';

/** The content of a user's file, before the target is known. */
export type Rows =
  | { readonly kind: 'table'; readonly table: Table }
  /** Pixels in [0, 1], one row for each image; labels if there are any. */
  | {
      readonly kind: 'images';
      readonly x: Tensor;
      readonly y: Tensor | undefined;
      readonly shape: readonly number[];
    }
  | { readonly kind: 'arrays'; readonly arrays: Readonly<Record<string, Tensor>> };
