import { type Shape, ShapeError, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import { type ByPart, settingsOf } from './by-part.ts';
import type { DataError } from './data-error.ts';
import {
  type Features,
  findUnequal,
  type NamedPart,
  partsOf,
  requireRows,
  shapesOf,
  showUnequal,
} from './features.ts';
import { firstIndex } from './first-index.ts';

/**
 * Examples with their targets: row i of `x` belongs to row i of `y`. Both are tensors, or records of tensors for
 * several inputs or targets. A plain value, which `dataset` checks.
 */
export interface Dataset<X extends Features = Tensor, Y extends Features = Tensor> {
  /** `[count, ...features]`. */
  readonly x: X;
  /** Labels `[count]` (int32) or `[count, ...]`, or real targets. */
  readonly y: Y;
  /** The weight of each row's loss, `[count]`, not below 0; all equal by default. */
  readonly weights?: Tensor;
}

/** Integers (`labels`), or any finite numbers (`numbers`). */
export type TargetKind = 'labels' | 'numbers';

export interface DatasetOptions<Y extends Features = Tensor> {
  /** The contents of `y`, of all its parts or of each by its name; `labels` by default. */
  readonly targets?: ByPart<Y, TargetKind>;
}

/**
 * A dataset of checked tensors: all parts of `x` and `y` have the same number of rows, at least one, every number of
 * `x` is finite, and every label is an integer. Nothing is converted or copied.
 *
 * @returns Left naming the parts and their shapes, or the row and column of the first invalid number.
 * @throws ShapeError for a scalar part; ArgumentError for a part that is not a tensor, or a record without parts.
 * @example
 * ```ts
 * import { dataset } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 1], { dtype: 'int32' });
 * dataset(tensor([[1, 2], [3, 4]]), labels)._tag; // => 'Right'
 * dataset(tensor([[1, 2], [3, NaN]]), labels)._tag; // => 'Left'
 * const age = tensor([30.5, 41]);
 * const word = tensor([7, 0], { dtype: 'int32' });
 * const several = dataset({ word, age }, { kind: labels, age }, { targets: { age: 'numbers' } });
 * several._tag === 'Right' && several.right.x.word.dtype; // => 'int32'
 * ```
 */
export const dataset = <X extends Features, Y extends Features>(
  x: X,
  y: Y,
  options: DatasetOptions<Y> = {},
): Either<DataError, Dataset<X, Y>> => {
  const [xs, ys] = [partsOf('dataset', 'x', x), partsOf('dataset', 'y', y)];
  const { targets } = checkOptions<DatasetOptions<Features>>('dataset', options, {
    targets: 'any?',
  });
  const all = [...xs, ...ys];
  requireRows('dataset', all);
  const kinds = settingsOf<TargetKind>(y, {
    operation: 'dataset',
    option: 'targets',
    kind: "'labels'|'numbers'?",
    given: targets,
  });
  const unequal = findUnequal(all);
  if (unequal !== undefined)
    return left({
      _tag: 'CountMismatch',
      x: shapesOf(x),
      y: shapesOf(y),
      message: `dataset: ${showUnequal(unequal)}`,
    });
  if (xs[0]![1].shape[0] === 0)
    return left({
      _tag: 'EmptyDataset',
      message: 'dataset: there are no rows; a dataset has at least one',
    });
  for (const part of xs) {
    const error = notFinite(part);
    if (error !== undefined) return left(error);
  }
  for (const [i, part] of ys.entries()) {
    const error = kinds[i] === 'numbers' ? notFinite(part) : notInteger(part);
    if (error !== undefined) return left(error);
  }
  return right({ x, y });
};

const notFinite = ([part, { data, dtype, shape }]: NamedPart): DataError | undefined => {
  const i = dtype === 'int32' ? -1 : firstIndex(data, (value) => !Number.isFinite(value));
  if (i === -1) return undefined;
  const place = placeOf(i, shape);
  const value = data[i]!;
  return {
    _tag: 'NotFinite',
    part,
    ...place,
    value,
    message: `dataset: ${part} holds ${value} at ${showPlace(place)}; drop the row, or fill the gap in`,
  };
};

const notInteger = ([part, { data, dtype, shape }]: NamedPart): DataError | undefined => {
  const i = dtype === 'int32' ? -1 : firstIndex(data, (value) => !Number.isInteger(value));
  if (i === -1) return undefined;
  const place = placeOf(i, shape);
  const value = data[i]!;
  const numbers = part
    .split('.')
    .slice(1)
    .reduceRight((inner, name) => `{ ${name}: ${inner} }`, "'numbers'");
  return {
    _tag: 'NotInteger',
    part,
    ...place,
    value,
    message: `dataset: ${part} holds ${value} at ${showPlace(place)}, but labels must be integers; for real targets pass { targets: ${numbers} }`,
  };
};

interface Place {
  readonly row: number;
  readonly column: number;
}

const placeOf = (index: number, shape: Shape): Place => {
  const width = shape.slice(1).reduce((size, length) => size * length, 1);
  return { row: Math.floor(index / width), column: index % width };
};

/** The place as text, counted from 0. */
const showPlace = ({ row, column }: Place): string => `row ${row}, column ${column}`;

/**
 * Checks that a value is a dataset: a check for functions of your own that take one, in their names. Numbers of rows and
 * values are not checked.
 *
 * @throws ArgumentError if `x`, `y` or a part of them is not a tensor, or if a record has no parts.
 * @example
 * ```ts
 * import { type Dataset, requireDataset } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * const rows = (data: Dataset): number => {
 *   requireDataset('rows', data);
 *   return data.x.shape[0]!;
 * };
 * rows({ x: tensor([[1], [2]]), y: tensor([3, 4]) }); // => 2
 * tryCatch(() => rows(JSON.parse('{ "x": 1, "y": [2] }')), String);
 * // => { _tag: 'Left', left: 'ArgumentError: rows: x must be a tensor or an object, got 1' }
 * ```
 */
export const requireDataset = (operation: string, data: Dataset<Features, Features>): void => {
  partsOfData(operation, data);
};

/** All tensors of a dataset, checked. */
const partsOfData = (
  operation: string,
  data: Dataset<Features, Features>,
): readonly NamedPart[] => {
  checkOptions(operation, { data }, { data: '{x,y}' });
  const { x, y, weights } = data;
  const parts = [...partsOf(operation, 'x', x), ...partsOf(operation, 'y', y)];
  checkOptions(operation, { weights }, { weights: 'tensor?' });
  return weights === undefined ? parts : [...parts, ['weights', weights]];
};

/**
 * The number of rows of a dataset, for functions of your own that take one.
 *
 * @throws ArgumentError as for `requireDataset`; ShapeError for a scalar, or if two parts differ in their numbers of
 * rows. Errors are in the name of the function.
 * @example
 * ```ts
 * import { countRows } from '@puregrad/data';
 * import { zeros } from '@puregrad/tensors';
 * import { tryCatch } from 'fp-ts/lib/Either.js';
 * countRows('rows', { x: { a: zeros([3, 2]), b: zeros([3]) }, y: zeros([3]) }); // => 3
 * tryCatch(() => countRows('rows', { x: zeros([3]), y: zeros([4]) }), String)._tag; // => 'Left'
 * ```
 */
export const countRows = (operation: string, data: Dataset<Features, Features>): number => {
  const parts = partsOfData(operation, data);
  requireRows(operation, parts);
  const unequal = findUnequal(parts);
  if (unequal !== undefined) throw new ShapeError(`${operation}: ${showUnequal(unequal)}`);
  return parts[0]![1].shape[0]!;
};
