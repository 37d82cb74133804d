import { decodeTableSchema, type TableSchema } from '@puregrad/data/table';
import { onJson } from './mutations/json.ts';
import { jsonOf, textOf } from './mutations/mutation.ts';
import { again, reader } from './reader.ts';

const schemas: readonly TableSchema[] = [
  {
    delimiter: ';',
    header: true,
    columns: [
      { name: 'a', kind: 'number', decimal: ',', thousands: '.', unit: '€', missing: ['', 'NA'] },
      { name: 'b', kind: 'date', order: 'dmy', missing: [''] },
    ],
  },
  { header: false, columns: [{ name: 'c', kind: 'category', missing: [] }] },
];

/** The reader of what was inferred of a table's columns. */
export const tableSchema = reader<TableSchema>({
  name: 'schema of a table',
  functions: ['decodeTableSchema'],
  seeds: () => schemas.map(jsonOf),
  mutations: onJson,
  multiple: 300,
  read: (bytes) => decodeTableSchema(textOf(bytes)),
  follow: (of) => again(of, decodeTableSchema(JSON.stringify(of))),
});
