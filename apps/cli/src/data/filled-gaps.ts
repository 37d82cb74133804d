import type { Column, Encoding, FeatureEncoding, Table } from '@puregrad/data/table';
import { count } from '../output/describe-plan.ts';
import { showDay } from './show-value.ts';

/** What an encoding makes up for cells of a column. */
export interface MadeUp {
  readonly name: string;
  /** The number of missing values, which are filled in. */
  readonly filled: number;
  /** The number of words that the training did not have, which say nothing. */
  readonly unknown: number;
}

const madeUpOf = (column: Column, feature: FeatureEncoding, rows: ArrayLike<number>): MadeUp => {
  const { name } = feature;
  let filled = 0;
  if (column.kind !== 'category') {
    for (let i = 0; i < rows.length; i++) if (Number.isNaN(column.values[rows[i]!])) filled++;
    return { name, filled, unknown: 0 };
  }
  const known = new Set(feature.kind === 'oneHot' ? feature.categories : column.categories);
  const isUnknown = column.categories.map((category) => !known.has(category));
  let unknown = 0;
  for (let i = 0; i < rows.length; i++) {
    const code = column.codes[rows[i]!]!;
    if (code < 0) filled++;
    else if (isUnknown[code]) unknown++;
  }
  return { name, filled, unknown };
};

/** What an encoding makes up for rows of a table, for each feature. */
export const madeUpFor = (
  { features }: Encoding,
  table: Table,
  rows: ArrayLike<number> = Array.from({ length: table.rows }, (_, i) => i),
): readonly MadeUp[] =>
  features.flatMap((feature) => {
    const column = table.columns.find(({ name }) => name === feature.name);
    return column === undefined ? [] : [madeUpOf(column, feature, rows)];
  });

/** So many columns are named in a remark. */
const MOST = 5;

const showFill = (feature: FeatureEncoding | undefined): string => {
  if (feature === undefined || feature.kind === 'index') return '';
  const { fill } = feature;
  if (typeof fill !== 'number') return ` with '${fill}'`;
  return feature.kind === 'date'
    ? ` with ${showDay(fill)}`
    : ` with ${Number(fill.toPrecision(5))}`;
};

/** A remark on the missing values of the features: how many there are, and what stands in for them. */
export const filledRemarks = (
  encoding: Encoding,
  table: Table,
  rows: ArrayLike<number>,
): readonly string[] => {
  const gaps = madeUpFor(encoding, table, rows)
    .filter(({ filled }) => filled > 0)
    .sort((a, b) => b.filled - a.filled);
  if (gaps.length === 0) return [];
  const features = new Map(encoding.features.map((feature) => [feature.name, feature]));
  const shown = gaps.length > MOST + 1 ? gaps.slice(0, MOST) : gaps;
  const told = shown.map(
    ({ name, filled }) => `${count(filled)} of ${name}${showFill(features.get(name))}`,
  );
  const rest = gaps.slice(shown.length);
  const more = rest.reduce((sum, { filled }) => sum + filled, 0);
  return [
    `missing values are filled in: ${told.join(', ')}${rest.length === 0 ? '' : `, and ${count(more)} of ${rest.length} other columns`}`,
  ];
};
