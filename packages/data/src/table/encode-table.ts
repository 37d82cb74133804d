import { adopt, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { columnsOf } from './columns-of.ts';
import { partFunctions } from './date-parts.ts';
import { type Encoding, type EncodingScale, type FeatureEncoding, widthOf } from './encoding.ts';
import { type FeatureOf, faultOf, featureValues } from './feature-reader.ts';
import { requireRows } from './select.ts';
import type { Table } from './table.ts';
import { scaleOfTarget, targetOf } from './target.ts';

/**
 * The features of a table as float32 `[rows, featureNames(encoding).length]`: of the given rows, in their order, or of
 * all rows. Columns are found by name, whatever their order; others are ignored, and so is the target. With the
 * encoding's `scale`, every column is standardized in float64, and rounded to float32 once: times in seconds since 1970
 * are as accurate as times from 0 on.
 *
 * @returns Left naming a column that does not exist; or naming the row and column of a word in a column that was
 * fitted to numbers, of a missing value without a fill value, of an unknown category, or of a number that float32
 * cannot hold.
 * @throws ArgumentError for a row that the table does not have.
 * @example
 * ```ts
 * import { type Encoding, encodeTable, parseCsv } from '@puregrad/data/table';
 * import type { Tensor } from '@puregrad/tensors';
 * import { map } from 'fp-ts/lib/Either.js';
 * const encoding: Encoding = {
 *   features: [
 *     { name: 'size', kind: 'number' },
 *     { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
 *   ],
 *   unknown: 'error',
 * };
 * const table = parseCsv('color,size\nred,1.5\nblue,2');
 * if (table._tag === 'Left') throw new Error(table.left.message);
 * const encode = encodeTable(encoding);
 * map((x: Tensor) => x.toArray())(encode(table.right)); // => { _tag: 'Right', right: [[1.5, 0, 1], [2, 1, 0]] }
 * map((x: Tensor) => x.toArray())(encode(table.right, [1])); // => { _tag: 'Right', right: [[2, 1, 0]] }
 * ```
 */
export const encodeTable = (encoding: Encoding) => {
  checkOptions('encodeTable', { encoding }, { encoding: '{features}' });
  return (table: Table, rows?: ArrayLike<number>): Either<DataError, Tensor> => {
    if (rows !== undefined) requireRows('encodeTable', table, rows);
    const { features, unknown, scale } = encoding;
    const width = features.reduce((sum, feature) => sum + widthOf(feature), 0);
    const count = rows?.length ?? table.rows;
    const x = new Float32Array(count * width);
    const find = columnsOf(table);
    let start = 0;
    for (const feature of features) {
      const column = find(feature.name);
      if (column._tag === 'Left') return column;
      const of = { table, column: column.right, feature, isTarget: false, unknown };
      const fault = writeFeature(of, rows, { x, width, start, scale });
      if (fault !== undefined) return left(fault);
      start += widthOf(feature);
    }
    return right(adopt(x, [count, width]));
  };
};

/**
 * The target of a table, in the given rows or in all: int32 `[rows]`, the index among `encoding.target.classes`; or
 * float32 `[rows]` if the target is a number, standardized if the encoding says so, which `decodeTarget` undoes.
 *
 * @returns Left as for `encodeTable`; a missing target is not filled.
 * @throws ArgumentError for an encoding without a target, or a row that the table does not have.
 * @example
 * ```ts
 * import { type Encoding, encodeTarget, parseCsv } from '@puregrad/data/table';
 * import { chain } from 'fp-ts/lib/Either.js';
 * const encoding: Encoding = {
 *   features: [],
 *   target: { name: 'kind', kind: 'classes', classes: ['cat', 'dog'] },
 *   unknown: 'error',
 * };
 * const y = chain(encodeTarget(encoding))(parseCsv('kind\ndog\ncat'));
 * y._tag === 'Right' && y.right.toArray(); // => [1, 0]
 * ```
 */
export const encodeTarget =
  (encoding: Encoding) =>
  (table: Table, rows?: ArrayLike<number>): Either<DataError, Tensor> => {
    const target = targetOf('encodeTarget', encoding);
    if (rows !== undefined) requireRows('encodeTarget', table, rows);
    const column = columnsOf(table)(target.name);
    if (column._tag === 'Left') return column;
    const feature: FeatureEncoding =
      target.kind === 'number'
        ? { name: target.name, kind: 'number' }
        : { name: target.name, kind: 'index', categories: target.classes };
    const count = rows?.length ?? table.rows;
    const x = new (target.kind === 'number' ? Float32Array : Int32Array)(count);
    const scale = target.kind === 'number' ? scaleOfTarget(target) : undefined;
    const of = { table, column: column.right, feature, isTarget: true, unknown: 'error' } as const;
    const fault = writeFeature(of, rows, { x, width: 1, start: 0, scale });
    return fault === undefined ? right(adopt(x, [count])) : left(fault);
  };

/** Where the columns of a feature are written. */
interface Destination {
  /** The encoded columns, row by row. */
  readonly x: Float32Array | Int32Array;
  readonly width: number;
  /** The first column of the feature. */
  readonly start: number;
  readonly scale: EncodingScale | undefined;
}

/** Writes the columns of a feature; the result is the first fault, if there is one. */
const writeFeature = (
  of: FeatureOf,
  rows: ArrayLike<number> | undefined,
  to: Destination,
): DataError | undefined => {
  const { feature } = of;
  const read = featureValues(of, rows);
  if (isLeft(read)) return read.left;
  const values = read.right;
  if (feature.kind === 'oneHot') {
    writeOneHot(values, feature.categories.length, to);
    return undefined;
  }
  const parts = feature.kind === 'date' ? partFunctions(feature.parts) : [undefined];
  const wrong = parts.map((part, i) => writeColumn(part ? values.map(part) : values, i, to));
  // The first row with a fault, whatever the column.
  const first = wrong.filter((row) => row !== -1).sort((a, b) => a - b)[0];
  return first === undefined
    ? undefined
    : faultOf('NumberTooLarge', of, rows === undefined ? first : rows[first]!);
};

/** Writes the column at a place of the feature; the result is the first value that float32 cannot hold, or −1. */
const writeColumn = (
  values: Float64Array,
  place: number,
  { x, width, start, scale }: Destination,
): number => {
  const column = start + place;
  const std = scale?.std[column] ?? 1;
  const mean = scale?.mean[column] ?? 0;
  for (let i = 0, to = column; i < values.length; i++, to += width) {
    x[to] = std === 0 ? 0 : (values[i]! - mean) / std;
    if (!Number.isFinite(x[to]!)) return i;
  }
  return -1;
};

/** Writes a column for each category; index −1 is none of them. */
const writeOneHot = (
  indices: Float64Array,
  categories: number,
  { x, width, start, scale }: Destination,
): void => {
  const scaled = (value: number) => (_: unknown, category: number) => {
    const std = scale?.std[start + category] ?? 1;
    return std === 0 ? 0 : (value - (scale?.mean[start + category] ?? 0)) / std;
  };
  const absent = Float32Array.from({ length: categories }, scaled(0));
  const present = Float32Array.from({ length: categories }, scaled(1));
  for (let i = 0, to = start; i < indices.length; i++, to += width) {
    x.set(absent, to);
    const index = indices[i]!;
    if (index >= 0) x[to + index] = present[index]!;
  }
};
