import type { DataError } from '../data-error.ts';
import { valueOf } from './column.ts';
import type { FeatureEncoding } from './encoding.ts';
import { readNumber } from './read-number.ts';
import { type Column, placeOf, type Table } from './table.ts';

/**
 * The value of a feature in a row: a number, or the index of a category, with −1 for one that is unknown and becomes
 * zeros. Missing values are filled already.
 */
export type FeatureReader = (row: number) => number | Fault;

/** Why a row has no value. */
export type Fault = 'MissingValue' | 'NotANumber' | 'NumberTooLarge' | 'UnknownCategory';

/** The index that an unknown category has. */
const UNKNOWN = -1;

export const featureReader = (
  feature: FeatureEncoding,
  column: Column,
  unknown: 'error' | 'zeros',
): FeatureReader =>
  feature.kind === 'number'
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
  { categories, fill }: { readonly categories: readonly string[]; readonly fill?: string },
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

/** The error for a row of a column. */
export const faultOf = (
  fault: Fault,
  { lines, source = 'the table' }: Table,
  column: Column,
  row: number,
  feature: FeatureEncoding,
): DataError => {
  const place = placeOf(lines, row);
  const at = { source, row: place.row, column: column.name };
  const where = `${source}, ${place.text}:`;
  const name = JSON.stringify(column.name);
  if (fault === 'MissingValue')
    return {
      ...at,
      _tag: fault,
      message: `${where} no value in column ${name}; fill it in, or fit the encoding with { fill: 'median' }`,
    };
  const value = valueOf(column, row) ?? feature.fill!;
  const why = {
    NotANumber: 'is not a number, but the encoding was fitted to numbers',
    NumberTooLarge: 'is more than float32 holds; rescale the column',
    UnknownCategory: `is none of the ${feature.kind === 'number' ? 0 : feature.categories.length} categories the encoding was fitted to; correct it, or fit with { unknown: 'zeros' }`,
  }[fault];
  return {
    ...at,
    _tag: fault,
    value: String(value),
    message: `${where} ${typeof value === 'string' ? JSON.stringify(value) : value} in column ${name} ${why}`,
  };
};
