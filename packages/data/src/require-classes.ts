import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { type ByPart, settingsOf } from './by-part.ts';
import type { DataError } from './data-error.ts';
import { type Dataset, requireDataset } from './dataset.ts';
import { type Features, type NamedPart, partsOf } from './features.ts';
import { firstIndex } from './first-index.ts';

/**
 * The dataset itself, if every label is one of `0 … classes-1`. If `y` has several parts, `classes` holds the number of
 * classes of each by its name; parts without a number are not checked.
 *
 * @returns Left naming the first other label and its row.
 * @throws ArgumentError if a number of classes is not an integer of at least 1, or if `y` has no part of that name.
 * @example
 * ```ts
 * import { requireClasses } from '@puregrad/data';
 * import { tensor, zeros } from '@puregrad/tensors';
 * const data = { x: zeros([2, 3]), y: tensor([0, 10], { dtype: 'int32' }) };
 * requireClasses(data, 10)._tag; // => 'Left'
 * requireClasses(data, 11)._tag; // => 'Right'
 * requireClasses({ x: data.x, y: { kind: data.y, age: zeros([2]) } }, { kind: 10 })._tag; // => 'Left'
 * ```
 */
export const requireClasses = <X extends Features, Y extends Features>(
  data: Dataset<X, Y>,
  classes: ByPart<Y, number>,
): Either<DataError, Dataset<X, Y>> => {
  checkOptions('requireClasses', { classes }, { classes: 'number|object' });
  requireDataset('requireClasses', data);
  const numbers = settingsOf<number>(data.y, {
    operation: 'requireClasses',
    option: 'classes',
    kind: 'number?',
    given: classes as ByPart<Features, number>,
  });
  const wrong = numbers.find(
    (number) => !(number === undefined || (Number.isInteger(number) && number >= 1)),
  );
  if (wrong !== undefined)
    throw new ArgumentError(`requireClasses: classes must be an integer from 1, got ${wrong}`);
  for (const [i, part] of partsOf('requireClasses', 'y', data.y).entries()) {
    const error = numbers[i] === undefined ? undefined : outOfRange(part, numbers[i]);
    if (error !== undefined) return left(error);
  }
  return right(data);
};

const outOfRange = ([part, { data, shape }]: NamedPart, classes: number): DataError | undefined => {
  const i = firstIndex(
    data,
    (label) => !(Number.isInteger(label) && label >= 0 && label < classes),
  );
  if (i === -1) return undefined;
  const width = data.length / shape[0]!;
  const value = data[i]!;
  const row = Math.floor(i / width);
  return {
    _tag: 'LabelOutOfRange',
    part,
    row,
    column: i % width,
    value,
    classes,
    message: `requireClasses: row ${row}${part === 'y' ? '' : ` of ${part}`} has the label ${value}, where ${classes} classes have the labels 0 to ${classes - 1}; correct the row, or the number of classes`,
  };
};
