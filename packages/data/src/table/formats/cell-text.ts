import { showJson } from '../../json.ts';
import { TableFault } from '../reading/table-fault.ts';

/** The text of a value in a table, as a CSV file would have it; undefined for a value that is not a single one. */
export const cellText = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return value.trim();
    case 'number':
      if (Number.isNaN(value)) return '';
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'undefined':
      return '';
    default:
      return value === null ? '' : undefined;
  }
};

/** A value in a file of rows. */
export interface Place {
  readonly source: string;
  /** The line of a text, or the row of a binary file, counted from 1. */
  readonly row: number;
  /** What `row` counts. */
  readonly unit: 'line' | 'row';
  readonly column: string;
}

/** A fault for a value that has no place in a table. */
export const unsupportedValue = (
  { source, row, unit, column }: Place,
  kind: string,
  value: unknown,
): TableFault =>
  new TableFault({
    _tag: 'UnsupportedValue',
    source,
    row,
    column,
    value: showJson(value),
    message: `${source}, ${unit} ${row}: ${JSON.stringify(column)} holds ${kind}, where a number, a text, true, false or null was expected; give its parts columns of their own, or leave it out by the type "ignore"`,
  });
