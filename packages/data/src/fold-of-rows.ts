import { ArgumentError, type TensorData } from '@puregrad/tensors';
import { rowsByValue } from './rows-by-value.ts';

/** The way in which rows are dealt out to folds. */
export interface Dealing {
  readonly folds: number;
  /** The rows in the order in which they are dealt out. */
  readonly order: TensorData;
  /** Whether a key has determined the order. */
  readonly isRandom: boolean;
}

/** The fold of each row, if they are dealt out class after class. Dealing continues from one class to the next, so the folds' sizes remain even. */
export const dealtFolds = (labels: ArrayLike<number>, { folds, order }: Dealing): Int32Array => {
  const foldOf = new Int32Array(order.length);
  Int32Array.from(order)
    .sort((a, b) => labels[a]! - labels[b]!)
    .forEach((row, place) => {
      foldOf[row] = place % folds;
    });
  return foldOf;
};

/** As many rows of each class as dealing gives each fold, consecutive ones. Classes are dealt in the order of their first rows. */
export const consecutiveFolds = (
  labels: ArrayLike<number>,
  { folds, order }: Dealing,
): Int32Array => {
  const foldOf = new Int32Array(order.length);
  let place = 0;
  for (const rows of rowsByValue(labels, order).values()) {
    const dealt = rows.map(() => place++ % folds).sort((a, b) => a - b);
    rows.forEach((row, i) => {
      foldOf[row] = dealt[i]!;
    });
  }
  return foldOf;
};

/** The largest group first, each to the smallest fold. Of equal groups the larger number is first, or any at random. */
export const foldsOfGroups = (
  groups: ArrayLike<number>,
  { folds, order, isRandom }: Dealing,
): Int32Array => {
  const rowsOf = rowsByValue(groups, order);
  if (rowsOf.size < folds)
    throw new ArgumentError(
      `kFold: folds must be at most the number of groups, ${rowsOf.size}, got ${folds}, because no group is divided`,
    );
  const inOrder = [...rowsOf].sort(
    ([a, { length: rowsOfA }], [b, { length: rowsOfB }]) =>
      rowsOfB - rowsOfA || (isRandom ? 0 : b - a),
  );
  const foldOf = new Int32Array(order.length);
  const sizes = new Int32Array(folds);
  for (const [, rows] of inOrder) {
    const smallest = sizes.reduce((least, size, fold) => (size < sizes[least]! ? fold : least), 0);
    for (const row of rows) foldOf[row] = smallest;
    sizes[smallest]! += rows.length;
  }
  return foldOf;
};
