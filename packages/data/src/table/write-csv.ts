import { checkOptions } from '@puregrad/tensors/interpreters';
import Papa from 'papaparse';
import { textOf } from './column.ts';
import type { Table } from './table.ts';

export interface WriteCsvOptions {
  /** The separator of values; a comma by default. */
  readonly delimiter?: string;
}

/** Rows with the same keys, such as the results of a search or the events of a training run. */
export type CsvRows = readonly Readonly<Record<string, string | number | boolean | null>>[];

/**
 * Writes a table, or rows with the same keys, as CSV (RFC 4180, but lines end in LF): names first, values quoted
 * if necessary, numbers with all their digits, dates by ISO 8601 in UTC, and missing values empty.
 *
 * @example
 * ```ts
 * import { writeCsv } from '@puregrad/data/table';
 * writeCsv([{ epoch: 1, loss: 0.5 }, { epoch: 2, loss: 0.25 }]);
 * // => 'epoch,loss\n1,0.5\n2,0.25\n'
 * ```
 */
export const writeCsv = (content: Table | CsvRows, options: WriteCsvOptions = {}): string => {
  checkOptions('writeCsv', { content }, { content: '{columns}|array' });
  const { delimiter = ',' } = checkOptions('writeCsv', options, { delimiter: 'string?' });
  const { fields, data } = isTable(content) ? gridOfTable(content) : gridOfRows(content);
  return `${Papa.unparse({ fields: [...fields], data: [...data] }, { delimiter, newline: '\n' })}\n`;
};

interface Grid {
  readonly fields: readonly string[];
  readonly data: readonly (readonly unknown[])[];
}

const isTable = (content: Table | CsvRows): content is Table => 'columns' in content;

const gridOfTable = ({ columns, rows }: Table): Grid => ({
  fields: columns.map(({ name }) => name),
  data: Array.from({ length: rows }, (_, row) =>
    columns.map((column) =>
      column.kind === 'number' ? present(column.values[row]) : textOf(column, row),
    ),
  ),
});

const gridOfRows = (rows: CsvRows): Grid => {
  for (const row of rows) {
    checkOptions('writeCsv', { row }, { row: 'object' });
    for (const [name, cell] of Object.entries(row))
      if (cell !== null)
        checkOptions('writeCsv', { [name]: cell }, { [name]: 'number|NaN|string|boolean?' });
  }
  const fields = [...new Set(rows.flatMap(Object.keys))];
  return { fields, data: rows.map((row) => fields.map((name) => present(row[name]))) };
};

/** What papaparse writes for a value: nothing for NaN; the sign of −0, which `String` leaves out. */
const present = (value: unknown): unknown => {
  if (Number.isNaN(value)) return null;
  return Object.is(value, -0) ? '-0' : value;
};
