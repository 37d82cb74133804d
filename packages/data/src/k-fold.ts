import { ArgumentError, adopt, type Key, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { countRows, type Dataset } from './dataset.ts';
import type { Features } from './features.ts';
import { consecutiveFolds, dealtFolds, foldsOfGroups } from './fold-of-rows.ts';
import { groupsOf } from './groups-of.ts';
import { labelsOf } from './labels-of.ts';
import { rowsInOrder } from './rows-in-order.ts';

/** Int32 indices of the training and validation rows, for `takeRows`. */
export interface Fold {
  readonly train: Tensor;
  readonly validation: Tensor;
}

export interface KFoldOptions {
  /** The number of folds, an integer from 2 to the number of rows. */
  readonly folds: number;
  /** The key that determines the rows of each fold. Without a key, rows are dealt out in their order. */
  readonly key?: Key;
  /** Whether every class is distributed evenly over the folds; false by default. */
  readonly stratified?: boolean;
  /** The class of each row for stratified folds, int32 `[count]`; `y` by default. */
  readonly labels?: Tensor;
  /** The group of each row, int32 `[count]`: the rows of a group are validation rows of the same fold. */
  readonly groups?: Tensor;
  /** Whether the rows of a fold follow each other in their order, instead of being dealt out; false by default. */
  readonly consecutive?: boolean;
}

/**
 * The folds of a cross-validation. Rows are dealt out like cards, so every row is a validation row exactly
 * once, and the sizes of the folds differ by at most one. In stratified folds the numbers of rows of each class
 * differ by at most one, too. Folds of groups have no group on both sides, and sizes as even as a simple rule makes
 * them: the largest group first, each goes to the smallest fold.
 *
 * Folds are indices, not copies of the data: take the rows of a fold when you need them. With `consecutive` and
 * without a key, they are those of scikit-learn without shuffling: `KFold`, or `StratifiedKFold` with `stratified`.
 * With `groups` and without a key, they are those of its `GroupKFold`. For rows in the order of time, use
 * `forwardFolds`.
 *
 * @param of the dataset, or only its number of rows (stratified folds then need `labels`).
 * @throws ArgumentError if `folds` is not an integer from 2 to the number of rows or groups, if stratified folds are
 * requested without classes, or if groups are to be stratified or consecutive; DTypeError or ShapeError if the
 * groups are not int32 `[count]`.
 * @example
 * ```ts
 * import { kFold } from '@puregrad/data';
 * const [first] = kFold(5, { folds: 2 });
 * first!.validation.toArray(); // => [0, 2, 4]
 * first!.train.toArray(); // => [1, 3]
 * const [block] = kFold(5, { folds: 2, consecutive: true });
 * block!.validation.toArray(); // => [0, 1, 2]
 * ```
 */
export const kFold = (
  of: Dataset<Features, Features> | number,
  options: KFoldOptions,
): readonly Fold[] => {
  checkOptions('kFold', { of }, { of: 'number|{x,y}' });
  const given = checkOptions('kFold', options, {
    folds: 'number',
    key: 'tensor?',
    stratified: 'boolean?',
    labels: 'tensor?',
    groups: 'tensor?',
    consecutive: 'boolean?',
  });
  const { folds, key, stratified = false, groups, consecutive = false } = given;
  const count = typeof of === 'number' ? of : countRows('kFold', of);
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`kFold: the number of rows must be an integer from 0, got ${count}`);
  if (!Number.isInteger(folds) || folds < 2 || folds > count)
    throw new ArgumentError(
      `kFold: folds must be an integer from 2 to the number of rows, ${count}, got ${folds}`,
    );
  if (groups !== undefined && (stratified || consecutive))
    throw new ArgumentError(
      `kFold: groups decide the folds, which cannot be ${stratified ? 'stratified' : 'consecutive'} as well; leave one of the two out`,
    );
  if (given.labels !== undefined && !stratified)
    throw new ArgumentError(
      'kFold: labels decide stratified folds only; pass stratified: true, or leave the labels out',
    );
  const order = rowsInOrder(count, key);
  const labels = stratified ? classesOf(of, given.labels, count) : new Int32Array(count);
  const dealing = { folds, order, isRandom: key !== undefined };
  const foldOf =
    groups === undefined
      ? (consecutive ? consecutiveFolds : dealtFolds)(labels, dealing)
      : foldsOfGroups(groupsOf('kFold', groups, count), dealing);
  return Array.from({ length: folds }, (_, fold) => ({
    train: indices(order.filter((row) => foldOf[row] !== fold)),
    validation: indices(order.filter((row) => foldOf[row] === fold)),
  }));
};

const classesOf = (
  of: Dataset<Features, Features> | number,
  labels: Tensor | undefined,
  count: number,
): ArrayLike<number> => {
  const y = typeof of === 'number' ? labels : of.y;
  if (y === undefined)
    throw new ArgumentError(
      'kFold: stratified folds need the classes of the rows; pass the dataset, not the number of its rows, or the labels',
    );
  return labelsOf('kFold', { labels, y, count });
};

const indices = (rows: ArrayLike<number>): Tensor => adopt(Int32Array.from(rows), [rows.length]);
