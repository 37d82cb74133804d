import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from './data-error.ts';
import { type Dataset, requireDataset } from './dataset.ts';
import { firstIndex } from './first-index.ts';

/**
 * The dataset itself, if every label is one of `0 … classes-1`.
 *
 * @returns Left naming the first other label and its row.
 * @throws ArgumentError if `classes` is not an integer of at least 1.
 * @example
 * ```ts
 * import { requireClasses } from '@puregrad/data';
 * import { tensor, zeros } from '@puregrad/tensors';
 * const data = { x: zeros([2, 3]), y: tensor([0, 10], { dtype: 'int32' }) };
 * requireClasses(data, 10)._tag; // => 'Left'
 * requireClasses(data, 11)._tag; // => 'Right'
 * ```
 */
export const requireClasses = (data: Dataset, classes: number): Either<DataError, Dataset> => {
  checkOptions('requireClasses', { classes }, { classes: 'number' });
  requireDataset('requireClasses', data);
  if (!Number.isInteger(classes) || classes < 1)
    throw new ArgumentError(`requireClasses: classes must be an integer from 1, got ${classes}`);
  const labels = data.y.data;
  const i = firstIndex(
    labels,
    (label) => !(Number.isInteger(label) && label >= 0 && label < classes),
  );
  if (i === -1) return right(data);
  const width = labels.length / data.y.shape[0]!;
  const value = labels[i]!;
  const row = Math.floor(i / width);
  return left({
    _tag: 'LabelOutOfRange',
    row,
    column: i % width,
    value,
    classes,
    message: `requireClasses: row ${row} has the label ${value}, where ${classes} classes have the labels 0 to ${classes - 1}; correct the row, or the number of classes`,
  });
};
