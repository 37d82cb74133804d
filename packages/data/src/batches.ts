import {
  ArgumentError,
  adopt,
  arange,
  type Key,
  permutation,
  type Tensor,
} from '@puregrad/tensors';

export interface BatchesOptions {
  /** Decides the order; without one, rows come as they stand. Fold the epoch's number into it. */
  readonly key?: Key;
  /** Leave out a last batch with fewer than `batchSize` rows; false by default. */
  readonly dropLast?: boolean;
}

/**
 * One epoch: the rows `0 … count-1` dealt into int32 index tensors of `batchSize`, each row exactly
 * once; the last batch may be smaller. For `takeRows`, or `take` inside a compiled step.
 *
 * No rows give no batches; and with `dropLast`, neither do fewer rows than `batchSize`.
 *
 * @throws ArgumentError where `batchSize` is no integer from 1, or `count` none from 0.
 * @example
 * ```ts
 * import { batches } from '@puregrad/data';
 * batches(5, 2).map((rows) => rows.toArray()); // => [[0, 1], [2, 3], [4]]
 * batches(5, 2, { dropLast: true }).length; // => 2
 * ```
 */
export const batches = (
  count: number,
  batchSize: number,
  { key, dropLast = false }: BatchesOptions = {},
): readonly Tensor[] => {
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`batches: count must be an integer from 0, got ${count}`);
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ArgumentError(`batches: batchSize must be an integer from 1, got ${batchSize}`);
  const order = key === undefined ? arange(count, { dtype: 'int32' }) : permutation(key, count);
  const rows = Int32Array.from(order.data);
  const length = dropLast ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  return Array.from({ length }, (_, i) => {
    const indices = rows.slice(i * batchSize, (i + 1) * batchSize);
    return adopt(indices, [indices.length]);
  });
};
