import { ArgumentError, adopt, pipe, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import {
  chain,
  type Either,
  left,
  map,
  right,
  traverseArray,
  traverseArrayWithIndex,
} from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import type { Encoding, FeatureEncoding } from './encoding.ts';
import { columnsOf } from './fit-encoding.ts';
import { isMissing } from './missing.ts';
import { readNumber } from './read-number.ts';
import { type Column, placeOf, type Table } from './table.ts';

/**
 * The features of a table as float32 `[rows, featureNames(encoding).length]`. Columns are found by
 * name, whatever their order; others are ignored, and so is the target.
 *
 * @returns Left naming a column that does not exist; or naming the row and column of a word in a column that was
 * fitted to numbers, of a missing value without a fill value, of an unknown category, or of a number that float32
 * cannot hold.
 * @example
 * ```ts
 * import { type Encoding, encodeTable, parseCsv } from '@puregrad/data/table';
 * import { chain } from 'fp-ts/lib/Either.js';
 * const encoding: Encoding = {
 *   features: [
 *     { name: 'size', kind: 'number' },
 *     { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
 *   ],
 *   unknown: 'error',
 * };
 * const x = chain(encodeTable(encoding))(parseCsv('color,size\nred,1.5'));
 * x._tag === 'Right' && x.right.toArray(); // => [[1.5, 0, 1]]
 * ```
 */
export const encodeTable = (encoding: Encoding) => {
  checkOptions('encodeTable', { encoding }, { encoding: '{features}' });
  return (table: Table): Either<DataError, Tensor> => {
    const encode = encodeFeature(table);
    return pipe(
      encoding.features,
      traverseArray((feature) => encode(feature, encoding.unknown)),
      map((features) => {
        const widths = features.map(({ width }) => width);
        const width = widths.reduce((sum, w) => sum + w, 0);
        const x = new Float32Array(table.rows * width);
        let start = 0;
        for (const feature of features) {
          feature.values.forEach((value, row) => {
            if (!feature.oneHot) x[row * width + start] = value;
            else if (value >= 0) x[row * width + start + value] = 1;
          });
          start += feature.width;
        }
        return adopt(x, [table.rows, width]);
      }),
    );
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
  (table: Table): Either<DataError, Tensor> => {
    const { target } = checkOptions(
      'encodeTarget',
      { encoding },
      { encoding: '{features}' },
    ).encoding;
    if (target === undefined)
      throw new ArgumentError(
        'encodeTarget: the encoding has no target; fit it with fitEncoding(table, { target })',
      );
    const feature: FeatureEncoding =
      target.kind === 'number'
        ? target
        : { name: target.name, kind: 'index', categories: target.classes };
    return pipe(
      encodeFeature(table)(feature, 'error'),
      map(({ values }) =>
        adopt(target.kind === 'number' ? Float32Array.from(values) : Int32Array.from(values), [
          table.rows,
        ]),
      ),
    );
  };

interface EncodedFeature {
  /** Numbers, or indices of categories; −1 for an unknown category. */
  readonly values: readonly number[];
  readonly oneHot: boolean;
  readonly width: number;
}

const encodeFeature = (
  table: Table,
): ((
  feature: FeatureEncoding,
  unknown: Encoding['unknown'],
) => Either<DataError, EncodedFeature>) => {
  const column = columnsOf(table);
  return (feature, unknown) => {
    const oneHot = feature.kind === 'oneHot';
    const encode =
      feature.kind === 'number'
        ? toFloat
        : toIndex(feature.categories, oneHot && unknown === 'zeros');
    return pipe(
      column(feature.name),
      chain((found) => eachValue(found, feature, table, encode)),
      map((values) => ({
        values,
        oneHot,
        width: feature.kind === 'oneHot' ? feature.categories.length : 1,
      })),
    );
  };
};

/** The code of a value, or its fault. */
type Encode = (value: number | string) => number | Fault;

interface Fault {
  readonly _tag: 'NotANumber' | 'NumberTooLarge' | 'UnknownCategory';
  readonly why: string;
}

const toFloat: Encode = (value) => {
  const number = typeof value === 'number' ? value : readNumber(value);
  if (number === undefined)
    return { _tag: 'NotANumber', why: 'is not a number, but the encoding was fitted to numbers' };
  return Number.isFinite(Math.fround(number))
    ? number
    : { _tag: 'NumberTooLarge', why: 'is more than float32 holds; rescale the column' };
};

const toIndex = (categories: readonly string[], zeros: boolean): Encode => {
  const indices = new Map(categories.map((category, i) => [category, i]));
  const why = `is none of the ${categories.length} categories the encoding was fitted to; correct it, or fit with { unknown: 'zeros' }`;
  return (value) => indices.get(String(value)) ?? (zeros ? -1 : { _tag: 'UnknownCategory', why });
};

const eachValue = (
  { name, values }: Column,
  { fill }: FeatureEncoding,
  { lines, source = 'the table' }: Table,
  encode: Encode,
): Either<DataError, readonly number[]> =>
  pipe(
    values as readonly (number | string | null)[],
    traverseArrayWithIndex((row, given): Either<DataError, number> => {
      const value = isMissing(given) ? fill : given;
      const place = placeOf(lines, row);
      const at = { source, row: place.row, column: name };
      const where = `${source}, ${place.text}:`;
      if (value === undefined || value === null)
        return left({
          ...at,
          _tag: 'MissingValue',
          message: `${where} no value in column ${JSON.stringify(name)}; fill it in, or fit the encoding with { fill: 'median' }`,
        });
      const result = encode(value);
      if (typeof result === 'number') return right(result);
      return left({
        ...at,
        _tag: result._tag,
        value: String(value),
        message: `${where} ${JSON.stringify(value)} in column ${JSON.stringify(name)} ${result.why}`,
      });
    }),
  );
