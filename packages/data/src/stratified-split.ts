import { adopt, type Tensor, type TensorData } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { countRows, type Dataset } from './dataset.ts';
import type { Features } from './features.ts';
import { labelsOf } from './labels-of.ts';
import { type Parts, partSizes } from './part-sizes.ts';
import { rowsInOrder } from './rows-in-order.ts';
import type { SplitOf, SplitOptions } from './split-rows.ts';
import { takeRows } from './take-rows.ts';

export interface StratifiedSplitOptions extends SplitOptions {
  /** The class of each row, int32 `[count]`; `y` by default. */
  readonly labels?: Tensor;
}

/**
 * Like `splitRows`, with every class of `y` (int32, `[count]`), or of `labels`, divided in the same proportions.
 *
 * Of the `n_c` rows of class c, part p gets `n_c · size_p / count`, rounded down or up, so its share is
 * exact to within one row; the parts have exactly the sizes that `splitRows` gives them. Rows that rounding
 * leaves over go to the part that still lacks most rows, and then to the largest remainder, because rounding each
 * class independently would change the sizes.
 *
 * @throws ArgumentError if the parts do not add up to the whole, or if `y` has several parts and `labels` are missing;
 * DTypeError or ShapeError if the classes are not int32 `[count]`.
 * @example
 * ```ts
 * import { stratifiedSplit } from '@puregrad/data';
 * import { arange, tensor } from '@puregrad/tensors';
 * const data = { x: arange(8), y: tensor([0, 0, 0, 0, 0, 0, 1, 1], { dtype: 'int32' }) };
 * const [train, test] = stratifiedSplit(data, { fractions: [0.5, 0.5] });
 * train.y.toArray(); // => [0, 0, 0, 1]
 * test.y.toArray(); // => [0, 0, 0, 1]
 * ```
 */
export const stratifiedSplit = <
  const P extends Parts,
  X extends Features = Tensor,
  Y extends Features = Tensor,
>(
  data: Dataset<X, Y>,
  parts: P,
  options: StratifiedSplitOptions = {},
): SplitOf<P, Dataset<X, Y>> => {
  const count = countRows('stratifiedSplit', data);
  const given = checkOptions('stratifiedSplit', options, { key: 'tensor?', labels: 'tensor?' });
  const labels = labelsOf('stratifiedSplit', { labels: given.labels, y: data.y, count });
  const sizes = partSizes('stratifiedSplit', parts, count);
  const quotas = quotasOf(countClasses(labels), sizes);
  const rows = sizes.map((size) => new Int32Array(size));
  const taken = sizes.map(() => 0);
  for (const row of rowsInOrder(count, given.key)) {
    const quota = quotas.get(labels[row]!)!;
    let part = 0;
    while (quota[part] === 0) part++;
    quota[part]!--;
    rows[part]![taken[part]!++] = row;
  }
  return rows.map((part) => takeRows(data, adopt(part, [part.length]))) as unknown as SplitOf<
    P,
    Dataset<X, Y>
  >;
};

const countClasses = (labels: TensorData): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
};

/**
 * The number of rows of each class in each part: a matrix of integers with given row and column sums. Serving the
 * largest demand first always succeeds (Gale, Ryser).
 */
const quotasOf = (
  classes: ReadonlyMap<number, number>,
  sizes: readonly number[],
): ReadonlyMap<number, number[]> => {
  const count = sizes.reduce((sum, size) => sum + size, 0);
  const share = (inClass: number, part: number) => (inClass * sizes[part]!) / count;
  const quotas = new Map(
    [...classes].map(([label, n]) => [label, sizes.map((_, part) => Math.floor(share(n, part)))]),
  );
  const lacking = [...sizes];
  for (const quota of quotas.values()) quota.forEach((rows, part) => (lacking[part]! -= rows));
  for (const [label, n] of classes) {
    const quota = quotas.get(label)!;
    const remainder = (part: number) => share(n, part) % 1;
    const left = n - quota.reduce((sum, rows) => sum + rows, 0);
    sizes
      .map((_, part) => part)
      .sort((a, b) => lacking[b]! - lacking[a]! || remainder(b) - remainder(a))
      .slice(0, left)
      .forEach((part) => {
        quota[part]!++;
        lacking[part]!--;
      });
  }
  return quotas;
};
