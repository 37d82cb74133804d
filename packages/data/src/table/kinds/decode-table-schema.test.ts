import { expect, test } from 'vitest';
import type { TableSchema } from './column-schema.ts';
import { decodeTableSchema } from './decode-table-schema.ts';

const schema: TableSchema = {
  delimiter: ';',
  header: true,
  columns: [
    { name: 'a', kind: 'number', decimal: ',', thousands: '.', unit: '€', missing: ['', 'NA'] },
    { name: 'b', kind: 'date', order: 'dmy', missing: [''] },
    { name: 'c', kind: 'category', missing: [] },
    { name: 'd', kind: 'text', missing: [] },
    { name: 'e', kind: 'ignore', missing: [] },
  ],
};

test('a schema comes back from its JSON text', () => {
  expect(decodeTableSchema(JSON.stringify(schema))).toEqual({ _tag: 'Right', right: schema });
});

const column = { name: 'a', kind: 'number', missing: [''] };
const withColumn = (fields: object) => ({ header: true, columns: [{ ...column, ...fields }] });

test.each<[string, unknown]>([
  ['null', null],
  ['an array', []],
  ['no header', { columns: [column] }],
  ['no columns', { header: true }],
  ['a column without a name', withColumn({ name: undefined })],
  ['an unknown kind', withColumn({ kind: 'words' })],
  ['an unknown decimal mark', withColumn({ decimal: ';' })],
  ['an unknown separator', withColumn({ thousands: '_' })],
  ['one mark for decimals and thousands', withColumn({ decimal: ',', thousands: ',' })],
  ['points for both', withColumn({ thousands: '.' })],
  ['an unknown order', withColumn({ order: 'ydm' })],
  ['a unit that is not a text', withColumn({ unit: 1 })],
  ['marks that are not texts', withColumn({ missing: [null] })],
  ['no marks', withColumn({ missing: undefined })],
  ['two columns of a name', { header: true, columns: [column, column] }],
  ['an empty delimiter', { delimiter: '', header: true, columns: [] }],
  ['a quote as delimiter', { delimiter: '"', header: true, columns: [] }],
])('%s is refused', (_, value) => {
  expect(decodeTableSchema(JSON.stringify(value))).toMatchObject({
    left: {
      _tag: 'InvalidJson',
      message: expect.stringContaining('expected { delimiter?, header, columns }'),
    },
  });
});

test('a text that is not JSON is refused', () => {
  expect(decodeTableSchema('{')).toMatchObject({ left: { _tag: 'InvalidJson' } });
});
