import { ArgumentError, adopt, type Key, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Dataset, requireDataset } from './dataset.ts';
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
  /** Whether every class of `y` (int32, `[count]`) is distributed evenly over the folds; false by default. */
  readonly stratified?: boolean;
}

/**
 * The folds of a cross-validation. Rows are dealt out like cards, so every row is a validation row exactly
 * once, and the sizes of the folds differ by at most one. In stratified folds the numbers of rows of each class
 * differ by at most one, too.
 *
 * Folds are indices, not copies of the data: take the rows of a fold when you need them. In contrast,
 * scikit-learn's `KFold` without shuffling cuts consecutive blocks.
 *
 * @param of the dataset, or only its number of rows (not enough to stratify).
 * @throws ArgumentError if `folds` is not an integer from 2 to the number of rows, or if stratified folds are
 * requested without a dataset.
 * @example
 * ```ts
 * import { kFold } from '@puregrad/data';
 * const [first] = kFold(5, { folds: 2 });
 * first!.validation.toArray(); // => [0, 2, 4]
 * first!.train.toArray(); // => [1, 3]
 * ```
 */
export const kFold = (of: Dataset | number, options: KFoldOptions): readonly Fold[] => {
  checkOptions('kFold', { of }, { of: 'number|{x,y}' });
  const {
    folds,
    key,
    stratified = false,
  } = checkOptions('kFold', options, { folds: 'number', key: 'tensor?', stratified: 'boolean?' });
  if (typeof of !== 'number') requireDataset('kFold', of);
  const count = typeof of === 'number' ? of : of.x.shape[0]!;
  if (!Number.isInteger(count) || count < 0)
    throw new ArgumentError(`kFold: the number of rows must be an integer from 0, got ${count}`);
  if (!Number.isInteger(folds) || folds < 2 || folds > count)
    throw new ArgumentError(
      `kFold: folds must be an integer from 2 to the number of rows, ${count}, got ${folds}`,
    );
  const order = rowsInOrder(count, key);
  const places = placesOf(stratified ? byClass(of, order) : order);
  return Array.from({ length: folds }, (_, fold) => {
    const validates = (row: number) => places[row]! % folds === fold;
    return {
      train: indices(order.filter((row) => !validates(row))),
      validation: indices(order.filter(validates)),
    };
  });
};

/** The rows class after class. Dealing continues from one class to the next, so the folds' sizes remain even. */
const byClass = (of: Dataset | number, order: readonly number[]): readonly number[] => {
  if (typeof of === 'number')
    throw new ArgumentError(
      'kFold: stratified folds need the classes of the rows; pass the dataset, not the number of its rows',
    );
  const labels = labelsOf('kFold', of);
  return [...order].sort((a, b) => labels[a]! - labels[b]!);
};

/** The position of each row in the order. */
const placesOf = (order: readonly number[]): Int32Array => {
  const places = new Int32Array(order.length);
  order.forEach((row, place) => {
    places[row] = place;
  });
  return places;
};

const indices = (rows: readonly number[]): Tensor => adopt(Int32Array.from(rows), [rows.length]);
