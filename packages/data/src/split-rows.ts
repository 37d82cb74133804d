import { arange, type Key, permutation, slice, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { countRows, type Dataset } from './dataset.ts';
import type { Features } from './features.ts';
import { type Parts, partSizes } from './part-sizes.ts';
import { takeRows } from './take-rows.ts';

/** A dataset for each part. */
export type SplitOf<P extends Parts, D extends Dataset<Features, Features> = Dataset> = P extends {
  readonly counts: infer T;
}
  ? { readonly [I in keyof T]: D }
  : P extends { readonly fractions: infer T }
    ? { readonly [I in keyof T]: D }
    : readonly D[];

export interface SplitOptions {
  /** The key of a random assignment of rows. Without a key, each part takes the next rows in their order. */
  readonly key?: Key;
}

/**
 * Divides a dataset into parts in the given order, with each row in exactly one part. Fractions are rounded at
 * the ends of the parts, so that the sizes always add up.
 *
 * @throws ArgumentError if the parts do not add up to the whole, or if a fraction above 0 gives no row; ShapeError if two
 * parts of the data differ in their numbers of rows.
 * @example
 * ```ts
 * import { splitRows } from '@puregrad/data';
 * import { arange, key } from '@puregrad/tensors';
 * const data = { x: arange(10), y: arange(10, { dtype: 'int32' }) };
 * const [train, validation] = splitRows(data, { counts: ['rest', 2] }); // the last two rows
 * validation.x.toArray(); // => [8, 9]
 * splitRows(data, { fractions: [0.7, 0.3] }, { key: key(1) }).map(({ y }) => y.size); // => [7, 3]
 * ```
 */
export const splitRows = <
  const P extends Parts,
  X extends Features = Tensor,
  Y extends Features = Tensor,
>(
  data: Dataset<X, Y>,
  parts: P,
  options: SplitOptions = {},
): SplitOf<P, Dataset<X, Y>> => {
  const count = countRows('splitRows', data);
  const { key } = checkOptions('splitRows', options, { key: 'tensor?' });
  const sizes = partSizes('splitRows', parts, count);
  const order = key === undefined ? arange(count, { dtype: 'int32' }) : permutation(key, count);
  let start = 0;
  return sizes.map((size) => {
    const rows = slice(order, [start], [start + size]);
    start += size;
    return takeRows(data, rows);
  }) as unknown as SplitOf<P, Dataset<X, Y>>;
};
