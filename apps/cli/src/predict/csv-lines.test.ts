import fc from 'fast-check';
import Papa from 'papaparse';
import { expect, it } from 'vitest';
import { csvLines } from './csv-lines.ts';

const cell = fc.oneof(
  fc.double(),
  fc.string(),
  fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r', '\ufeff', ';', '\t', '1') }),
);
const table = fc
  .integer({ min: 1, max: 4 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }),
  );

it('lines are those that papaparse writes', () => {
  fc.assert(
    fc.property(table, (rows) => {
      expect(csvLines(rows)).toBe(`${Papa.unparse(rows as string[][], { newline: '\n' })}\n`);
    }),
  );
});

it('values beside a row come after its own', () => {
  expect(
    csvLines(
      [
        ['a', 'b,c'],
        ['d', ''],
      ],
      [[1], ['"']],
    ),
  ).toBe('a,"b,c",1\nd,,""""\n');
});
