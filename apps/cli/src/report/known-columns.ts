import { type Column, valuesOf } from '@puregrad/data/table';
import type { ReportedRun } from './reported-run.ts';

/** A column as its owner knows it: in the units of the file, a value for each judged row. */
export interface KnownColumn {
  readonly name: string;
  readonly kind: Column['kind'];
  /** NaN or null if a value is missing. */
  readonly values: ArrayLike<number | string | null>;
}

/** The columns that the model learned from, as they stand in the file; none for images. */
export const knownColumns = ({
  recipe: { inputs },
  origin,
}: Pick<ReportedRun, 'recipe' | 'origin'>): readonly KnownColumn[] => {
  if (inputs.kind === 'table') {
    const { columns = [] } = origin?.table ?? {};
    return inputs.encoding.features.flatMap(({ name }) => {
      const column = columns.find((other) => other.name === name);
      return column === undefined ? [] : [{ name, kind: column.kind, values: valuesOf(column) }];
    });
  }
  return [];
};

/** A number in a few digits. */
export const short = (value: number, digits = 4): string =>
  String(Number(value.toPrecision(digits)));

/** A date as text: without the time of day at midnight. */
const dateText = (seconds: number): string =>
  new Date(1000 * seconds).toISOString().slice(0, 19).replace('T00:00:00', '').replace('T', ' ');

/** A value as text; a dash for a missing one. */
export const showKnown = ({ kind, values }: KnownColumn, row: number): string => {
  const value = values[row];
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (typeof value === 'string') return value;
  return kind === 'date' ? dateText(value) : short(value, 7);
};
