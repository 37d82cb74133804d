import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { DataError } from '../data-error.ts';
import { valueOf } from './column.ts';
import type { CategoryEncoding, FeatureEncoding } from './encoding.ts';
import { readNumber } from './read-number.ts';
import { type Column, placeOf, type Table } from './table.ts';

/** The table, and which of its columns a feature is. */
export interface FeatureOf {
  readonly table: Table;
  readonly column: Column;
  readonly feature: FeatureEncoding;
  /** Of a target, nothing is filled in, and an unknown category is always an error. */
  readonly isTarget: boolean;
  readonly unknown: 'error' | 'zeros';
}

/**
 * The value of a feature in a row: a number, the seconds of a date, or the index of a category, with −1 for one that is
 * unknown and becomes zeros. Missing values are filled already.
 */
type FeatureReader = (row: number) => number | Fault;

/** Why a row has no value. */
export type Fault = 'MissingValue' | 'NotANumber' | 'NumberTooLarge' | 'UnknownCategory';

/** The index that an unknown category has. */
const UNKNOWN = -1;

const featureReader = ({ feature, column, unknown }: FeatureOf): FeatureReader =>
  feature.kind === 'number' || feature.kind === 'date'
    ? numberReader(column, feature.fill)
    : indexReader(column, feature, feature.kind === 'oneHot' && unknown === 'zeros');

const numberReader = (column: Column, fill: number | undefined): FeatureReader => {
  const gap = fill ?? 'MissingValue';
  if (column.kind === 'category') {
    const numbers = column.categories.map((word) => readNumber(word) ?? 'NotANumber');
    return (row) => numbers[column.codes[row]!] ?? gap;
  }
  const { values } = column;
  return (row) => (Number.isNaN(values[row]) ? gap : values[row]!);
};

const indexReader = (
  column: Column,
  { categories, fill }: CategoryEncoding,
  zeros: boolean,
): FeatureReader => {
  const indices = new Map(categories.map((category, i) => [category, i]));
  const indexOf = (word: string) => indices.get(word) ?? (zeros ? UNKNOWN : 'UnknownCategory');
  const gap = fill === undefined ? 'MissingValue' : indexOf(fill);
  if (column.kind === 'category') {
    const { codes } = column;
    // Words are looked up once, and not in every row.
    const found = column.categories.map(indexOf);
    return (row) => found[codes[row]!] ?? gap;
  }
  const { values } = column;
  return (row) => (Number.isNaN(values[row]) ? gap : indexOf(String(values[row])));
};

/** The value of a feature in each of the rows, in an array of its own. */
export const featureValues = (
  of: FeatureOf,
  rows: ArrayLike<number> | undefined,
): Either<DataError, Float64Array> => {
  const read = featureReader(of);
  const values = new Float64Array(rows?.length ?? of.table.rows);
  const numbers =
    of.feature.kind === 'number' && of.column.kind !== 'category' ? of.column.values : undefined;
  for (let i = 0; i < values.length; i++) {
    const row = rows === undefined ? i : rows[i]!;
    // Most values are numbers that are there, and a call for each of them takes several times as long.
    if (numbers !== undefined && !Number.isNaN(numbers[row]!)) {
      values[i] = numbers[row]!;
      continue;
    }
    const value = read(row);
    if (typeof value === 'string') return left(faultOf(value, of, row));
    values[i] = value;
  }
  return right(values);
};

/** The error for a row of a column. */
export const faultOf = (fault: Fault, of: FeatureOf, row: number): DataError => {
  const { table, column, feature, isTarget } = of;
  const { lines, source = 'the table' } = table;
  const place = placeOf(lines, row);
  const at = { source, row: place.row, column: column.name };
  const where = `${source}, ${place.text}:`;
  const name = JSON.stringify(column.name);
  if (fault === 'MissingValue')
    return {
      ...at,
      _tag: fault,
      message: isTarget
        ? `${where} no value in column ${name}, which is the target; leave the row out`
        : `${where} no value in column ${name}; fill it in, or fit the encoding with { fill: 'median' }`,
    };
  const value = valueOf(column, row) ?? feature.fill!;
  const count = 'categories' in feature ? feature.categories.length : 0;
  const why = {
    NotANumber: 'is not a number, but the encoding was fitted to numbers',
    NumberTooLarge: 'is more than float32 holds; rescale the column',
    UnknownCategory: isTarget
      ? `is none of the ${count} classes the encoding was fitted to; correct it, or leave the row out`
      : `is none of the ${count} categories the encoding was fitted to; correct it, or fit with { unknown: 'zeros' }`,
  }[fault];
  const shown = typeof value === 'string' ? JSON.stringify(value) : value;
  return {
    ...at,
    _tag: fault,
    value: String(value),
    message: `${where} ${shown} in column ${name} ${why}`,
  };
};
