import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCase, type WrittenCsv, writeCsvCase } from '../../testing/csv-files.ts';
import type { Parts } from './decompress.ts';
import { rowsOfParts, rowsOfText } from './read-rows.ts';
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
const readText = (text: string) => collect(rowsOfText(text, rowParser({ source: 't' })));

test('10,000 generated files in many forms are read as the tables that were written', async () => {
  await fc.assert(
    fc.asyncProperty(csvCase, async (table) => {
      const { text, parts, records } = writeCsvCase(table);
      const names = columnNames(table.names);
      const isClear = new Set(names).size === names.length;
      // A comparison of texts takes much less time than that of the test runner.
      const expected = JSON.stringify(isClear ? { names, records } : 'DuplicateColumn');
      expect(JSON.stringify(await readParts(parts))).toBe(expected);
      expect(JSON.stringify(await readText(text))).toBe(expected);
    }),
    { numRuns: 10_000 },
  );
}, 120_000);
