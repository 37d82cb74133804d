import {
  applyTransform,
  composeTransforms,
  decodeTransform,
  encodeTransform,
  type Transform,
} from '@puregrad/data';
import {
  categoryColumn,
  encodeTable,
  fitEncoding,
  numberColumn,
  parseCsv,
  parseDatasetJson,
  parseRowsJson,
  type Table,
  valuesOf,
  writeCsv,
} from '@puregrad/data/table';
import { ones, type Tensor } from '@puregrad/tensors';
import { isLeft } from 'fp-ts/lib/Either.js';
import { encoding } from './encoding-reader.ts';
import { onCsv } from './mutations/csv.ts';
import { onJson } from './mutations/json.ts';
import { bytesOf, jsonOf, textOf } from './mutations/mutation.ts';
import { again, type Followed, type Reader, reader } from './reader.ts';
import { tableSchema } from './table-schema-reader.ts';

const table: Table = {
  columns: [
    numberColumn('size', [1.5, -2e-7, 3e20, 4]),
    categoryColumn('the color', ['red', 'a, b', 'say "no"', 'red']),
    categoryColumn('kind', ['x\ny', '1', '2', 'é']),
  ],
  rows: 4,
};

const csvs = (): readonly Uint8Array[] => [
  bytesOf(writeCsv(table)),
  bytesOf(writeCsv(table, { delimiter: ';' })),
  bytesOf(writeCsv([{ only: 1 }, { only: 2 }])),
  bytesOf('\uFEFFa\tb\r\n1\t?\r\n2\tNA\r\n'),
];

const typesOf = ({ columns }: Table) =>
  Object.fromEntries(
    columns.map(({ name, kind }) => [name, kind === 'category' ? kind : ('number' as const)]),
  );

/** A table, and the result of writing and reading it, without line numbers, which depend on the file. */
const rereadTable = (of: Table): Followed => {
  const types = typesOf(of);
  const read = parseCsv(writeCsv(of), { delimiter: ',', types, missing: 'keep' });
  const bare = ({ columns, rows }: Table): Table => ({ columns, rows });
  // In a table of one column, rows with a missing value are empty lines.
  if (of.columns.length === 1) return { was: 1, is: 1 };
  const encoding = fitEncoding(of, { fill: 'mode' });
  if (encoding._tag === 'Right') encodeTable(encoding.right)(of);
  return { was: bare(of), is: isLeft(read) ? read : bare(read.right) };
};

const many = (count: number, of: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => of(i)).join();

const csv = reader<Table>({
  name: 'csv',
  functions: ['parseCsv', 'readNumber'],
  seeds: csvs,
  mutations: onCsv,
  hostile: () =>
    [
      many(6_000, (i) => `c${i}`).concat('\n', many(6_000, String)),
      `a\n"${'"x'.repeat(30_000)}`,
      `a,b\n${'"x'.repeat(30_000)}`,
      '"'.repeat(60_001),
      `a\n${'\r'.repeat(60_000)}`,
      ',\n'.repeat(30_000),
      `x\n${'1'.repeat(60_000)}e`,
      `a,b\n${Array.from({ length: 20_000 }, (_, i) => `${i},1`).join('\n')}\n"`,
    ].map(bytesOf),
  multiple: 600,
  read: (bytes) => parseCsv(textOf(bytes)),
  follow: rereadTable,
});

const csvWithGaps = reader<Table>({
  name: 'csv-gaps',
  functions: ['parseCsv'],
  seeds: csvs,
  mutations: onCsv,
  multiple: 600,
  read: (bytes) => {
    const text = textOf(bytes);
    // The file determines how gaps are filled, so that the same file is always read in the same way.
    const missing = (['keep', 'dropRow', { fill: 'mode' }, { fill: 'median' }] as const)[
      text.length % 4
    ]!;
    return parseCsv(text, { missing, header: text.length % 3 > 0 });
  },
  follow: rereadTable,
});

const rowsJson = reader<Table>({
  name: 'rows-json',
  functions: ['parseRowsJson', 'parseJson'],
  seeds: () => [
    jsonOf([
      { size: 1.5, color: 'red', ok: true },
      { size: 2, color: null, ok: false },
      { size: -3e-9, color: 'blue' },
    ]),
    jsonOf([{ a: 'x', b: 1 }]),
  ],
  mutations: onJson,
  hostile: () => [
    // As many columns as rows.
    bytesOf(`[${many(5_000, (i) => `{"c${i}":1}`)}]`),
    bytesOf(`[${'['.repeat(60_000)}`),
  ],
  multiple: 600,
  read: (bytes) => {
    const text = textOf(bytes);
    return parseRowsJson(text, { missing: text.length % 2 === 0 ? 'keep' : { fill: 0 } });
  },
  follow: (of) => {
    const lists = of.columns.map((column) => ({ name: column.name, values: valuesOf(column) }));
    const rows = Array.from({ length: of.rows }, (_, row) =>
      Object.fromEntries(lists.map(({ name, values }) => [name, values[row]])),
    );
    const types = typesOf(of);
    const read = parseRowsJson(JSON.stringify(rows), { types, missing: 'keep', missingValues: [] });
    const byName = ({ columns, rows }: Table): unknown => ({
      columns: columns
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        // `JSON.stringify` writes −0 as 0, which is the sum of both.
        .map((column) =>
          column.kind === 'number'
            ? { ...column, values: column.values.map((value) => value + 0) }
            : column,
        ),
      rows,
    });
    return { was: byName(of), is: isLeft(read) ? read : byName(read.right) };
  },
});

const datasetJson = reader<{ readonly x: Tensor; readonly y: Tensor }>({
  name: 'dataset-json',
  functions: ['parseDatasetJson'],
  seeds: () => [
    jsonOf({
      x: [
        [0, 1.5],
        [1, -1],
        [2, 3e-9],
      ],
      y: [0, 1, 0],
    }),
    jsonOf({ x: [[1]], y: [7] }),
  ],
  mutations: onJson,
  multiple: 300,
  read: (bytes) => parseDatasetJson(textOf(bytes)),
  follow: (of) => {
    const listed = (list: unknown): string =>
      Array.isArray(list) ? `[${list.map(listed)}]` : Object.is(list, -0) ? '-0' : String(list);
    const text = `{"x":${listed(of.x.toArray())},"y":${listed(of.y.toArray())}}`;
    return again(of, parseDatasetJson(text));
  },
});

const width = (transform: Transform): number => {
  switch (transform.kind) {
    case 'standardize':
      return transform.mean.length;
    case 'normalize':
      return transform.min.length;
    case 'composed':
      return transform.transforms[0] === undefined ? 3 : width(transform.transforms[0]);
  }
};

const standardize: Transform = { kind: 'standardize', mean: [2, 5.5], std: [1, 0.1] };
const normalize: Transform = { kind: 'normalize', min: [0, -1], max: [0, 3e9] };

const transform = reader<Transform>({
  name: 'transform',
  functions: ['decodeTransform'],
  seeds: () =>
    [standardize, normalize, composeTransforms(normalize, standardize), composeTransforms()].map(
      (of) => bytesOf(encodeTransform(of)),
    ),
  mutations: onJson,
  multiple: 300,
  read: (bytes) => decodeTransform(textOf(bytes)),
  follow: (of) => {
    applyTransform(of)(ones([2, width(of)]));
    return again(of, decodeTransform(encodeTransform(of)));
  },
});

export const csvFiles = csvs;

/** The readers of tables and of encodings. */
export const tableReaders: readonly Reader[] = [
  csv,
  csvWithGaps,
  rowsJson,
  datasetJson,
  transform,
  encoding,
  tableSchema,
];
