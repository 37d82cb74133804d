import { type Shape, ShapeError, showShape, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from './data-error.ts';
import { firstIndex } from './first-index.ts';

/**
 * Examples with their targets: row i of `x` belongs to row i of `y`. A plain value, which `dataset` checks.
 */
export interface Dataset {
  /** `[count, ...features]`. */
  readonly x: Tensor;
  /** Labels `[count]` (int32) or `[count, ...]`, or real targets. */
  readonly y: Tensor;
  /** The weight of each row's loss, `[count]`, not below 0; all equal by default. */
  readonly weights?: Tensor;
}

export interface DatasetOptions {
  /** The contents of `y`: integers (`labels`, the default), or any finite numbers (`numbers`). */
  readonly targets?: 'labels' | 'numbers';
}

/**
 * A dataset of two checked tensors: `x` and `y` have the same number of rows, at least one, every number of `x`
 * is finite, and every label is an integer. Nothing is converted or copied.
 *
 * @returns Left naming the shapes, or the row and column of the first invalid number.
 * @throws ShapeError for a scalar `x` or `y`.
 * @example
 * ```ts
 * import { dataset } from '@puregrad/data';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 1], { dtype: 'int32' });
 * dataset(tensor([[1, 2], [3, 4]]), labels)._tag; // => 'Right'
 * dataset(tensor([[1, 2], [3, NaN]]), labels)._tag; // => 'Left'
 * ```
 */
export const dataset = (
  x: Tensor,
  y: Tensor,
  options: DatasetOptions = {},
): Either<DataError, Dataset> => {
  checkOptions('dataset', { x, y }, { x: 'tensor', y: 'tensor' });
  const { targets = 'labels' } = checkOptions('dataset', options, {
    targets: "'labels'|'numbers'?",
  });
  if (x.rank === 0 || y.rank === 0)
    throw new ShapeError(
      `dataset: x ${showShape(x.shape)} and y ${showShape(y.shape)} need a first axis that counts the examples`,
    );
  if (x.shape[0] !== y.shape[0])
    return left({
      _tag: 'CountMismatch',
      x: x.shape,
      y: y.shape,
      message: `dataset: x has ${x.shape[0]} rows (shape ${showShape(x.shape)}) and y has ${y.shape[0]} (shape ${showShape(y.shape)}); every row of x needs its row of y`,
    });
  if (x.shape[0] === 0)
    return left({
      _tag: 'EmptyDataset',
      message: 'dataset: there are no rows; a dataset has at least one',
    });
  const error = notFinite('x', x) ?? (targets === 'labels' ? notInteger(y) : notFinite('y', y));
  return error === undefined ? right({ x, y }) : left(error);
};

const notFinite = (part: 'x' | 'y', { data, dtype, shape }: Tensor): DataError | undefined => {
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

const notInteger = ({ data, dtype, shape }: Tensor): DataError | undefined => {
  const i = dtype === 'int32' ? -1 : firstIndex(data, (value) => !Number.isInteger(value));
  if (i === -1) return undefined;
  const place = placeOf(i, shape);
  const value = data[i]!;
  return {
    _tag: 'NotInteger',
    ...place,
    value,
    message: `dataset: y holds ${value} at ${showPlace(place)}, but labels must be integers; for real targets pass { targets: 'numbers' }`,
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

/** @throws ArgumentError if the value is not a dataset, or a part of it is not a tensor. */
export const requireDataset = (operation: string, data: Dataset): void => {
  checkOptions(operation, { data }, { data: '{x,y}' });
  const { x, y, weights } = data;
  checkOptions(operation, { x, y, weights }, { x: 'tensor', y: 'tensor', weights: 'tensor?' });
};
