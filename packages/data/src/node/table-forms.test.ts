import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { arange } from '@puregrad/tensors';
import { Table, tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { encodeNpz } from '../npy/encode-npz.ts';
import { readTable } from '../table/reading/read-table.ts';
import { rowsOfArrow } from './formats/rows-of-arrow.ts';
import { readTableFile, readTableFileChunks } from './read-table-file.ts';

/** Files that pyarrow wrote: see write.py there. */
const tables = new URL('../testing/tables/', import.meta.url).pathname;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'puregrad-forms-'));
});
afterAll(() => rm(folder, { recursive: true }));

const write = async (name: string, bytes: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

const columnsOf = async (path: string) => {
  const read = await readTableFile(path, { strays: 'missing' })();
  if (read._tag === 'Left') throw new Error(read.left.message);
  return { columns: read.right.table.columns, schema: read.right.schema.columns };
};

const faultOf = async (path: string) => {
  const read = await readTableFile(path)();
  return read._tag === 'Left' ? read.left : undefined;
};

const count = 5000;
const rows = Array.from({ length: count }, (_, i) => ({
  size: i % 7 === 0 ? null : ((i * 37) % 1000) / 8,
  color: ['red', 'green, dark', 'say "no"', null][i % 4]!,
  is: i % 3 === 0,
  id: 9_007_199_254_740_993n + BigInt(i),
}));
const names = ['size', 'color', 'is', 'id'] as const;

const cell = (value: unknown): string =>
  value === null ? '' : `"${String(value).replaceAll('"', '""')}"`;
const csv = (): string =>
  [names.join(), ...rows.map((row) => names.map((name) => cell(row[name])).join())].join('\n');
const object = (row: (typeof rows)[number]): string =>
  JSON.stringify({ ...row, id: '\0' }).replace('"\\u0000"', String(row.id));
const parquet = (): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'size', data: rows.map(({ size }) => size), type: 'DOUBLE' },
        { name: 'color', data: rows.map(({ color }) => color), type: 'STRING' },
        { name: 'is', data: rows.map((row) => row.is), type: 'BOOLEAN' },
        { name: 'id', data: rows.map(({ id }) => id), type: 'INT64' },
      ],
      rowGroupSize: 700,
    }),
  );
const arrow = (form: 'file' | 'stream'): Uint8Array =>
  tableToIPC(
    tableFromArrays({
      size: rows.map(({ size }) => size),
      color: rows.map(({ color }) => color),
      is: rows.map((row) => row.is),
      id: BigInt64Array.from(rows, ({ id }) => id),
    }),
    form,
  );

const forms: Readonly<Record<string, () => Uint8Array | string>> = {
  'a.jsonl': () => rows.map(object).join('\n'),
  'a.json': () => `[\n${rows.map(object).join(',\n')}\n]`,
  'utf16.json': () =>
    new Uint8Array(
      Uint16Array.from([...rows.map(object).join('\n')], (c) => c.charCodeAt(0)).buffer,
    ),
  'a.parquet': parquet,
  'a.feather': () => arrow('file'),
  'a.arrows': () => arrow('stream'),
};

describe('a table is the same in every form', () => {
  it.each(Object.keys(forms))(
    '%s, also gzipped and with a name that tells nothing',
    async (name) => {
      const expected = await columnsOf(await write('a.csv', csv()));
      expect(expected.schema.map(({ kind }) => kind)).toEqual([
        'number',
        'category',
        'category',
        'category',
      ]);
      const bytes = forms[name]!();
      for (const path of [await write(name, bytes), await write('a.table', gzipSync(bytes))])
        expect(await columnsOf(path)).toEqual(expected);
    },
  );

  it.each([
    'types-none.parquet',
    'types-snappy.parquet',
    'types-gzip.parquet',
    'types-zstd.parquet',
    'types-lz4.parquet',
    'types-brotli.parquet',
    'types-v2.parquet',
    'types-uncompressed.feather',
    'types-lz4.feather',
    'types-zstd.feather',
    'types.arrows',
  ])('as pyarrow writes it: %s', async (name) => {
    const text = [
      'number,small,whole,id,wide,word,level,is,day,at,zoned,clock,price,none',
      '1.5,0.5,1,9007199254740993,18446744073709551615,red,low,true,2024-02-29,2024-02-29T13:05:06.12,2024-02-29T13:05:06.12Z,13:05:06.0005,0.05,',
      ',1,-2,1,0,"a, b",high,false,1969-12-31,,2024-02-29T13:05:06.12Z,,-12.50,',
      '-2.25e-7,,3,2,,,low,,,2024-02-29T13:05:06.12,,00:00:00,99999999999999999.99,',
      ',-3,,3,1,"say ""no""",,true,0001-01-01,1969-12-31T23:59:59.999999,2024-02-29T13:05:06.12Z,23:59:00,3.00,',
      '1e+300,65504,5,,2,"é\n漢",low,false,2024-02-29,2024-02-29T13:05:06.12,2024-02-29T13:05:06.12Z,01:00:00,,',
    ].join('\n');
    expect(await columnsOf(join(tables, name))).toEqual(
      await columnsOf(await write('types.csv', text)),
    );
    const cells = async (path: string) => {
      for await (const chunk of readTableFileChunks(path))
        if (chunk._tag === 'Right') return chunk.right.cells;
      return undefined;
    };
    expect(await cells(join(tables, name))).toEqual(await cells(await write('types.csv', text)));
  });

  it('buffers of more than one block of LZ4', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `${(i % 7) / 4},w${i % 300}`).join('\n');
    expect(await columnsOf(join(tables, 'long-lz4.feather'))).toEqual(
      await columnsOf(await write('long.csv', `n,word\n${text}`)),
    );
  });
});

test('Arrow in parts that are cut anywhere', async () => {
  for (const name of ['types-uncompressed.feather', 'types-zstd.feather', 'types.arrows']) {
    const bytes = await readFile(join(tables, name));
    const cellsBy = async (size: number) => {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const found = [];
      for await (const { cells } of rowsOfArrow(parts, { source: name })) found.push(...cells);
      return found;
    };
    const expected = await cellsBy(bytes.length);
    for (const size of [1, 3, 13, 997]) expect(await cellsBy(size)).toEqual(expected);
  }
});

test('Arrow whose record batches begin anywhere in the parts', async () => {
  const batch = tableFromArrays({ n: Float64Array.from({ length: 3000 }, (_, i) => i / 8) });
  const table = new Table(Array.from({ length: 20 }, () => batch.batches[0]!));
  const bytes = tableToIPC(table, 'stream');
  const parts = Array.from({ length: Math.ceil(bytes.length / 100_003) }, (_, i) =>
    bytes.slice(i * 100_003, (i + 1) * 100_003),
  );
  let rows = 0;
  for await (const { cells } of rowsOfArrow(parts, { source: 't' }))
    for (const [cell] of cells)
      if (cell !== String((rows++ % 3000) / 8)) throw new Error(`row ${rows}: ${cell}`);
  expect(rows).toBe(60_000);
});

test('rows of Parquet and Arrow are counted from 1, those of JSON are lines', async () => {
  for (const [name, lines] of [
    ['a.parquet', [1, 2]],
    ['a.arrows', [1, 2]],
    ['a.json', [2, 3]],
  ] as const) {
    const read = await readTableFile(await write(name, forms[name]!()))();
    expect(read._tag === 'Right' && [...read.right.table.lines!.subarray(0, 2)]).toEqual(lines);
  }
});

test('tables without rows have their columns', async () => {
  for (const name of ['empty.parquet', 'empty.feather']) {
    expect(await faultOf(join(tables, name))).toMatchObject({ _tag: 'EmptyTable' });
    for await (const chunk of readTableFileChunks(join(tables, name)))
      expect(chunk).toMatchObject({
        right: { names: expect.arrayContaining(['number', 'word']), cells: [] },
      });
  }
  expect(await faultOf(await write('empty.json', '[]'))).toMatchObject({ _tag: 'EmptyFile' });
});

test('lists and objects name the row and the column, and may be left out', async () => {
  for (const name of ['nested.parquet', 'nested.feather']) {
    expect(await faultOf(join(tables, name))).toMatchObject({
      _tag: 'UnsupportedValue',
      row: 1,
      column: 'object',
    });
    const list = await readTableFile(join(tables, name), { types: { object: 'ignore' } })();
    expect(list).toMatchObject({ left: { _tag: 'UnsupportedValue', row: 3, column: 'list' } });
    const rest = await readTableFile(join(tables, name), {
      types: { object: 'ignore', list: 'ignore' },
    })();
    expect(rest._tag === 'Right' && rest.right.table.columns.map((column) => column.name)).toEqual([
      'a',
    ]);
  }
  const json = await write('nested.jsonl', '{"a":1}\n{"a":2,"list":[1]}\n');
  expect(await faultOf(json)).toMatchObject({ _tag: 'UnsupportedValue', row: 2, column: 'list' });
});

test('a file that is cut anywhere, or damaged, is a fault of that file', async () => {
  const wholes = [
    'types-snappy.parquet',
    'types-zstd.parquet',
    'types-lz4.feather',
    'types.arrows',
  ];
  for (const name of wholes) {
    const bytes = await readFile(join(tables, name));
    for (let length = 8; length < bytes.length; length += Math.ceil(bytes.length / 60)) {
      const path = await write(`cut-${name}`, bytes.subarray(0, length));
      expect(await faultOf(path)).toMatchObject({
        source: path,
        _tag: expect.stringMatching(/^Corrupt(Parquet|Arrow)$/),
      });
    }
  }
});

test('a key that comes up late is a column with gaps before it', async () => {
  const lines = Array.from({ length: 3000 }, (_, i) =>
    JSON.stringify(i < 2500 ? { a: i } : { a: i, late: i % 2 ? 'x' : 'y' }),
  );
  const path = await write('late.jsonl', lines.join('\n'));
  const { columns } = await columnsOf(path);
  const late = columns.find(({ name }) => name === 'late');
  expect(
    late?.kind === 'category' && [...late.codes].map((code) => late.categories[code] ?? ''),
  ).toEqual(lines.map((_, i) => (i < 2500 ? '' : i % 2 ? 'x' : 'y')));
});

test('a late key is a fault of chunks whose columns are inferred, and no column of those with a schema', async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) =>
    JSON.stringify(i < 59_999 ? { a: i, long: 'abcdefghijklmnop' } : { late: 1 }),
  );
  const path = await write('late.jsonl', lines.join('\n'));
  const last = async (options = {}) => {
    let found: unknown;
    for await (const chunk of readTableFileChunks(path, options)) found = chunk;
    return found;
  };
  expect(await last()).toMatchObject({
    left: { _tag: 'UnknownColumn', column: 'late', message: expect.stringContaining('line 60000') },
  });
  const schema = { header: true, columns: [{ name: 'a', kind: 'number', missing: [] }] };
  expect(await last({ schema })).toMatchObject({ right: { names: ['a', 'long'] } });
});

test('other files are named for what they are', async () => {
  const x = arange(3);
  for (const [name, bytes, message] of [
    ['x.csv', encodeNpz({ x, y: x }), 'holds arrays of NumPy'],
    ['f1.feather', 'FEA1....', 'is a Feather file of version 1'],
    ['e.parquet', 'PARE....', 'is an encrypted Parquet file'],
  ] as const)
    expect(await faultOf(await write(name, bytes))).toMatchObject({
      _tag: 'UnexpectedContents',
      message: expect.stringContaining(message),
    });
});

test('readTable reads JSON in a text or in bytes, and names the reader of binary forms', async () => {
  const text = '[{"a":1,"b":"x"},{"a":2,"b":"y"}]';
  for (const source of [text, new TextEncoder().encode(text)])
    expect(await readTable(source)()).toMatchObject({
      right: { table: { rows: 2, columns: [{ name: 'a', kind: 'number' }, { name: 'b' }] } },
    });
  expect(await readTable(parquet())()).toMatchObject({
    left: { _tag: 'UnexpectedContents', message: expect.stringContaining('readTableFile') },
  });
  expect(await readTable('[a],b\n1,2', { delimiter: ',' })()).toMatchObject({
    right: { table: { rows: 1 } },
  });
});
