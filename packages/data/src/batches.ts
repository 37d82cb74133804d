import {
  ArgumentError,
  adopt,
  arange,
  type Key,
  permutation,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

export interface BatchesOptions {
  /** The key that determines the order; fold the epoch's number into it. Without a key, rows keep their order. */
  readonly key?: Key;
  /** Drop a last batch with fewer than `batchSize` rows; false by default. */
  readonly dropLast?: boolean;
  /** A last batch with fewer rows than this joins the one before it, if there is one; 1 by default. */
  readonly leastLast?: number;
}

/**
 * The batches of one epoch: the rows `0 … count-1` as int32 index tensors of `batchSize` elements, each row
 * exactly once; the last batch may be smaller, or larger with `leastLast`. For `takeRows`, or `take` inside a
 * compiled step.
 *
 * There are no batches if there are no rows, or, with `dropLast`, fewer rows than `batchSize`.
 *
 * @throws ArgumentError if `batchSize` or `leastLast` is not an integer of at least 1, or `count` not an integer
 * of at least 0.
 * @example
 * ```ts
 * import { batches } from '@puregrad/data';
 * batches(5, 2).map((rows) => rows.toArray()); // => [[0, 1], [2, 3], [4]]
 * batches(5, 2, { dropLast: true }).length; // => 2
 * batches(5, 2, { leastLast: 2 }).map((rows) => rows.toArray()); // => [[0, 1], [2, 3, 4]]
 * ```
 */
export const batches = (
  count: number,
  batchSize: number,
  options: BatchesOptions = {},
): readonly Tensor[] => {
  checkOptions('batches', { count, batchSize }, { count: 'number', batchSize: 'number' });
  const {
    key,
    dropLast = false,
    leastLast = 1,
  } = checkOptions('batches', options, {
    key: 'tensor?',
    dropLast: 'boolean?',
    leastLast: 'number?',
  });
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`batches: count must be an integer from 0, got ${count}`);
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new ArgumentError(`batches: batchSize must be an integer from 1, got ${batchSize}`);
  if (!Number.isInteger(leastLast) || leastLast < 1)
    throw new ArgumentError(`batches: leastLast must be an integer from 1, got ${leastLast}`);
  const order = key === undefined ? arange(count, { dtype: 'int32' }) : permutation(key, count);
  const rows = Int32Array.from(order.data);
  const whole = Math.floor(count / batchSize);
  const rest = count - whole * batchSize;
  const joins = rest < leastLast && whole > 0;
  const length = dropLast || rest === 0 || joins ? whole : whole + 1;
  return Array.from({ length }, (_, i) => {
    const isLast = i === length - 1;
    const indices = rows.slice(i * batchSize, isLast && !dropLast ? count : (i + 1) * batchSize);
    return adopt(indices, [indices.length]);
  });
};
