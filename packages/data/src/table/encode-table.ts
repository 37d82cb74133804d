import { ArgumentError, adopt, pipe, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, left, map, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { columnsOf } from './columns-of.ts';
import { type Encoding, type FeatureEncoding, widthOf } from './encoding.ts';
import { type Fault, faultOf, featureReader } from './feature-reader.ts';
import { requireRows } from './select.ts';
import type { Table } from './table.ts';

/**
 * The features of a table as float32 `[rows, featureNames(encoding).length]`: of the given rows, in their order, or of
 * all rows. Columns are found by name, whatever their order; others are ignored, and so is the target.
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
    const { features, unknown } = encoding;
    const width = features.reduce((sum, feature) => sum + widthOf(feature), 0);
    const count = rows?.length ?? table.rows;
    const x = new Float32Array(count * width);
    const write = writerOf({ table, rows, unknown, x, width });
    let start = 0;
    for (const feature of features) {
      const written = write(feature, start);
      if (written._tag === 'Left') return written;
      start += widthOf(feature);
    }
    return right(adopt(x, [count, width]));
  };
};

/**
 * The target of a table: int32 `[rows]`, the index among `encoding.target.classes`; or float32
 * `[rows]` if the target is a number.
 *
 * @returns Left as for `encodeTable`; a missing target is not filled.
 * @throws ArgumentError for an encoding without a target.
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
    const { target } = checkOptions(
      'encodeTarget',
      { encoding },
      { encoding: '{features}' },
    ).encoding;
    if (target === undefined)
      throw new ArgumentError(
        'encodeTarget: the encoding has no target; fit it with fitEncoding(table, { target })',
      );
    if (rows !== undefined) requireRows('encodeTarget', table, rows);
    const feature: FeatureEncoding =
      target.kind === 'number'
        ? target
        : { name: target.name, kind: 'index', categories: target.classes };
    const count = rows?.length ?? table.rows;
    const y = new (target.kind === 'number' ? Float32Array : Int32Array)(count);
    return pipe(
      writerOf({ table, rows, unknown: 'error', x: y, width: 1 })(feature, 0),
      map(() => adopt(y, [count])),
    );
  };

interface Target {
  readonly table: Table;
  /** The rows to encode; all by default. */
  readonly rows: ArrayLike<number> | undefined;
  readonly unknown: Encoding['unknown'];
  /** The encoded columns, row by row, which are filled here. */
  readonly x: Float32Array | Int32Array;
  readonly width: number;
}

/** Writes a feature to its columns, the first of which is `start`. */
const writerOf = ({ table, rows, unknown, x, width }: Target) => {
  const find = columnsOf(table);
  const count = rows?.length ?? table.rows;
  return (feature: FeatureEncoding, start: number): Either<DataError, void> => {
    const found = find(feature.name);
    if (found._tag === 'Left') return found;
    const column = found.right;
    const read = featureReader(feature, column, unknown);
    const oneHot = feature.kind === 'oneHot';
    const fail = (fault: Fault, row: number) => left(faultOf(fault, table, column, row, feature));
    for (let i = 0; i < count; i++) {
      const row = rows === undefined ? i : rows[i]!;
      const to = i * width + start;
      const value = read(row);
      if (typeof value === 'string') return fail(value, row);
      if (!oneHot) {
        x[to] = value;
        if (!Number.isFinite(x[to])) return fail('NumberTooLarge', row);
      } else if (value >= 0) x[to + value] = 1;
    }
    return right(undefined);
  };
};
