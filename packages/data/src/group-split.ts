import { adopt, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { countRows, type Dataset } from './dataset.ts';
import type { Features } from './features.ts';
import { groupsOf } from './groups-of.ts';
import { type Parts, partSizes } from './part-sizes.ts';
import { rowsByValue } from './rows-by-value.ts';
import { rowsInOrder } from './rows-in-order.ts';
import type { SplitOf, SplitOptions } from './split-rows.ts';
import { takeRows } from './take-rows.ts';
import { cutGroups, drawGroups } from './whole-groups.ts';

export interface GroupSplitOptions extends SplitOptions {
  /** The group of each row, int32 `[count]`. */
  readonly groups: Tensor;
}

/**
 * Like `splitRows`, but all rows of a group go to one part, so that no part is judged by rows that are related to
 * those of another: several measurements of a patient, several pictures of a scene.
 *
 * The sizes come as near to those asked for as whole groups allow, and a part whose size is above 0 has at least
 * one group. Without a key, the groups keep the order of their first rows, and each part takes the next ones. With
 * a key, groups are drawn at random. Within a part, rows keep their order.
 *
 * @throws ArgumentError if the parts do not add up to the whole, or if there are fewer groups than parts; DTypeError
 * or ShapeError if the groups are not int32 `[count]`.
 * @example
 * ```ts
 * import { groupSplit } from '@puregrad/data';
 * import { arange, tensor } from '@puregrad/tensors';
 * const data = { x: arange(6), y: arange(6) };
 * const groups = tensor([7, 7, 7, 3, 3, 5], { dtype: 'int32' });
 * const [train, test] = groupSplit(data, { counts: ['rest', 1] }, { groups });
 * train.y.toArray(); // => [0, 1, 2, 3, 4]
 * test.y.toArray(); // => [5]
 * ```
 */
export const groupSplit = <
  const P extends Parts,
  X extends Features = Tensor,
  Y extends Features = Tensor,
>(
  data: Dataset<X, Y>,
  parts: P,
  options: GroupSplitOptions,
): SplitOf<P, Dataset<X, Y>> => {
  const count = countRows('groupSplit', data);
  const { groups, key } = checkOptions('groupSplit', options, { groups: 'tensor', key: 'tensor?' });
  const sizes = partSizes('groupSplit', parts, count);
  const whole = [
    ...rowsByValue(groupsOf('groupSplit', groups, count), rowsInOrder(count, undefined)).values(),
  ];
  const divided =
    key === undefined
      ? cutGroups('groupSplit', whole, sizes)
      : drawGroups('groupSplit', whole, sizes, key);
  return divided.map((taken) => {
    const rows = Int32Array.from(taken.flat()).sort();
    return takeRows(data, adopt(rows, [rows.length]));
  }) as unknown as SplitOf<P, Dataset<X, Y>>;
};
