import {
  ArgumentError,
  isTensor,
  ShapeError,
  showShape,
  sizeOf,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { firstIndex } from '../first-index.ts';
import { type Values, valuesIn } from './moments.ts';

/** The number of columns of `x`. */
export const widthOf = (operation: string, x: Tensor): number => {
  const [part] = typeof x === 'object' && x !== null && !isTensor(x) ? Object.keys(x) : [];
  if (part !== undefined && !Array.isArray(x))
    throw new ArgumentError(
      `${operation}: x is a record of parts, but a transform has the columns of one; pass a part, x.${part}`,
    );
  checkOptions(operation, { x }, { x: 'tensor' });
  if (x.rank === 0)
    throw new ShapeError(
      `${operation}: a scalar has no rows; expected [count, ...features], got ${showShape(x.shape)}`,
    );
  return sizeOf(x.shape.slice(1));
};

/** `x` itself, if it has rows and only finite numbers. */
export const requireFinite = (operation: string, x: Tensor): Either<DataError, Tensor> => {
  const width = widthOf(operation, x);
  if (x.shape[0] === 0)
    return left({
      _tag: 'EmptyDataset',
      message: `${operation}: there are no rows; fit to at least one`,
    });
  const i = firstIndex(x.data, (value) => !Number.isFinite(value));
  if (i === -1) return right(x);
  const [row, column, value] = [Math.floor(i / width), i % width, x.data[i]!];
  return left({
    _tag: 'NotFinite',
    part: 'x',
    row,
    column,
    value,
    message: `${operation}: x holds ${value} at row ${row}, column ${column}; drop the row, or fill the gap in`,
  });
};

/** A result for each column. */
export const mapColumns = <T>(
  { data }: Tensor,
  width: number,
  f: (values: Values) => T,
): readonly T[] => Array.from({ length: width }, (_, column) => f(valuesIn(data, width, column)));
