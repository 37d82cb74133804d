import { ArgumentError, adopt, type Key, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Dataset, requireDataset } from './dataset.ts';
import { labelsOf } from './labels-of.ts';
import { rowsInOrder } from './rows-in-order.ts';

/** Int32 indices of the rows to learn from and to validate with; for `takeRows`. */
export interface Fold {
  readonly train: Tensor;
  readonly validation: Tensor;
}

export interface KFoldOptions {
  /** How many; an integer from 2 to the number of rows. */
  readonly folds: number;
  /** Decides which rows meet in a fold; without one, rows are dealt out as they stand. */
  readonly key?: Key;
  /** Spread every class of `y` (int32, `[count]`) over the folds evenly; false by default. */
  readonly stratified?: boolean;
}

/**
 * The folds of a cross-validation. Rows are dealt out like cards, so that every row validates
 * exactly once and the folds' sizes differ by one at most; stratified, so do the rows of each class.
 *
 * Folds are indices, not copies of the data: take the rows of a fold when its turn comes.
 * Scikit-learn's `KFold` without shuffling cuts blocks instead of dealing.
 *
 * @param of the dataset, or only its number of rows (not enough to stratify).
 * @throws ArgumentError where `folds` is no integer from 2 to the number of rows, or rows are to be
 * stratified without a dataset.
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

/** Class after class: dealing on from one to the next keeps the folds' sizes even too. */
const byClass = (of: Dataset | number, order: readonly number[]): readonly number[] => {
  if (typeof of === 'number')
    throw new ArgumentError(
      'kFold: stratified folds need the classes of the rows; pass the dataset, not the number of its rows',
    );
  const labels = labelsOf('kFold', of);
  return [...order].sort((a, b) => labels[a]! - labels[b]!);
};

/** By row, its place in the order. */
const placesOf = (order: readonly number[]): Int32Array => {
  const places = new Int32Array(order.length);
  order.forEach((row, place) => {
    places[row] = place;
  });
  return places;
};

const indices = (rows: readonly number[]): Tensor => adopt(Int32Array.from(rows), [rows.length]);
