import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCase, type WrittenCsv, writeCsvCase } from '../../testing/csv-files.ts';
import type { Parts } from './parts.ts';
import { rowsOfParts } from './read-rows.ts';
import { readTableText } from './read-table.ts';
import { columnNames, type Rows, rowParser } from './rows.ts';
import { TableFault } from './table-fault.ts';

const collect = async (batches: AsyncIterable<Rows> | Iterable<Rows>) => {
  let names: readonly string[] | undefined;
  const records: WrittenCsv['records'][number][] = [];
  try {
    for await (const rows of batches) {
      names = rows.names;
      for (const [i, cells] of rows.cells.entries()) records.push({ cells, line: rows.lines[i]! });
    }
    return { names, records };
  } catch (error) {
    if (error instanceof TableFault) return error.reason._tag;
    throw error;
  }
};

const readParts = (parts: Parts) => collect(rowsOfParts('t', parts, rowParser({ source: 't' })));

/** The columns of a table, or the reason why there is none. */
const tableIn = (text: string) => {
  const result = readTableText(text, { strays: 'missing' });
  if (result._tag === 'Left') return result.left._tag;
  const { table, schema, remarks } = result.right;
  return [table.columns, schema.columns, remarks];
};

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The same table as the simplest file. */
const plainTable = (names: readonly string[], records: WrittenCsv['records']) =>
  tableIn(
    [names, ...records.map(({ cells }) => cells)]
      .map((cells) => cells.map(quoted).join())
      .join('\n'),
  );

test('10,000 generated files in many forms are read as the tables that were written', async () => {
  await fc.assert(
    fc.asyncProperty(csvCase, async (table) => {
      const { text, parts, records } = writeCsvCase(table);
      const names = columnNames(table.names);
      const isClear = new Set(names).size === names.length;
      // A comparison of texts takes much less time than that of the test runner.
      const expected = JSON.stringify(isClear ? { names, records } : 'DuplicateColumn');
      expect(JSON.stringify(await readParts(parts))).toBe(expected);
      expect(JSON.stringify(tableIn(text))).toBe(
        JSON.stringify(isClear ? plainTable(table.names, records) : 'DuplicateColumn'),
      );
    }),
    { numRuns: 10_000 },
  );
}, 120_000);
