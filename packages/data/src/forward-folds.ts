import { ArgumentError, adopt, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { groupsOf } from './groups-of.ts';
import type { Fold } from './k-fold.ts';
import { rowsByValue } from './rows-by-value.ts';
import { rowsInOrder } from './rows-in-order.ts';
import { cutGroups } from './whole-groups.ts';

export interface ForwardFoldsOptions {
  /** The number of folds, an integer from 1 to the number of rows minus 1. */
  readonly folds: number;
  /** The group of each row, int32 `[count]`: no group is divided. Groups stand in the order of their first rows. */
  readonly groups?: Tensor;
}

/**
 * The folds of a cross-validation of rows in the order of time: each fold is trained on all rows before its
 * validation rows, and never on later ones. The last `folds · ⌊count / (folds + 1)⌋` rows are divided into
 * consecutive blocks of equal size, one for the validation of each fold; this is scikit-learn's `TimeSeriesSplit`.
 *
 * @param count the number of rows.
 * @throws ArgumentError if `folds` is not an integer from 1 to the number of rows minus 1, or if there are not more
 * groups than folds; DTypeError or ShapeError if the groups are not int32 `[count]`.
 * @example
 * ```ts
 * import { forwardFolds } from '@puregrad/data';
 * const [first, second] = forwardFolds(7, { folds: 2 });
 * first!.train.toArray(); // => [0, 1, 2]
 * first!.validation.toArray(); // => [3, 4]
 * second!.train.toArray(); // => [0, 1, 2, 3, 4]
 * second!.validation.toArray(); // => [5, 6]
 * ```
 */
export const forwardFolds = (count: number, options: ForwardFoldsOptions): readonly Fold[] => {
  checkOptions('forwardFolds', { count }, { count: 'number' });
  const { folds, groups } = checkOptions('forwardFolds', options, {
    folds: 'number',
    groups: 'tensor?',
  });
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(
      `forwardFolds: the number of rows must be an integer from 0, got ${count}`,
    );
  if (!Number.isInteger(folds) || folds < 1 || folds >= count)
    throw new ArgumentError(
      `forwardFolds: folds must be an integer from 1 to ${count - 1}, one less than the number of rows, got ${folds}`,
    );
  const size = Math.floor(count / (folds + 1));
  const sizes = Array.from({ length: folds + 1 }, (_, i) =>
    i === 0 ? count - folds * size : size,
  );
  const all = rowsInOrder(count, undefined);
  const whole =
    groups === undefined
      ? Array.from(all, (row) => [row])
      : [...rowsByValue(groupsOf('forwardFolds', groups, count), all).values()];
  const blocks = cutGroups('forwardFolds', whole, sizes).map((taken) => taken.flat());
  return blocks.slice(1).map((validation, i) => ({
    train: indices(blocks.slice(0, i + 1).flat()),
    validation: indices(validation),
  }));
};

const indices = (rows: readonly number[]): Tensor =>
  adopt(Int32Array.from(rows).sort(), [rows.length]);
