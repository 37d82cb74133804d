import { gzipSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { type ReadChunksOptions, readTableChunks } from './read-chunks.ts';
import type { ReadTableOptions } from './read-options.ts';
import { type ReadTable, readTable } from './read-table.ts';
import type { TableInput } from './table-source.ts';

const read = async (source: TableInput, options?: ReadTableOptions): Promise<ReadTable> => {
  const result = await readTable(source, options)();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};

const fault = async (source: TableInput, options?: ReadTableOptions) => {
  const result = await readTable(source, options)();
  return result._tag === 'Left' ? result.left : undefined;
};

/** Values by column, words as they are. */
const valuesOf = ({ table }: Pick<ReadTable, 'table'>) =>
  Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      column.kind === 'category'
        ? Array.from(column.codes, (code) => column.categories[code] ?? null)
        : [...column.values],
    ]),
  );

test('numbers, words, dates and gaps become typed columns', async () => {
  const { table, schema } = await read('n,w,d\n1,b,2020-01-02\n,a,\n3,?,2020-01-01\n');
  expect(table).toEqual({
    columns: [
      { name: 'n', kind: 'number', values: Float64Array.of(1, Number.NaN, 3) },
      { name: 'w', kind: 'category', codes: Int32Array.of(1, 0, -1), categories: ['a', 'b'] },
      { name: 'd', kind: 'date', values: Float64Array.of(1577923200, Number.NaN, 1577836800) },
    ],
    rows: 3,
    lines: Int32Array.of(2, 3, 4),
  });
  expect(schema).toMatchObject({
    header: true,
    columns: [{ kind: 'number' }, { kind: 'category' }, { kind: 'date' }],
  });
});

const many = 10_000;
const lines = (value: (i: number) => string): string =>
  Array.from({ length: many }, (_, i) => value(i)).join('\n');

async function* once(text: string): AsyncGenerator<Uint8Array> {
  const bytes = strToU8(text);
  for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
}

describe('columns of many values', () => {
  test('numbers of one notation', async () => {
    const { table, schema } = await read(`n\n${lines((i) => `${i}.25`)}\n`);
    expect(schema.columns[0]).toMatchObject({ name: 'n', kind: 'number' });
    expect(table.columns[0]).toEqual({
      name: 'n',
      kind: 'number',
      values: Float64Array.from({ length: many }, (_, i) => i + 0.25),
    });
  });

  test('a code with a leading zero at the end makes all of them words, as they were', async () => {
    const text = `n\n${lines((i) => `${i}.0`)}\n007\n`;
    for (const source of [text, strToU8(text), gzipSync(strToU8(text))]) {
      const { table } = await read(source, { strays: 'missing' });
      const [column] = table.columns;
      expect(column).toMatchObject({ kind: 'category' });
      expect(valuesOf({ table }).n!.slice(-2)).toEqual([`${many - 1}.0`, '007']);
    }
    expect(await fault(once(text), { strays: 'missing' })).toMatchObject({
      _tag: 'MixedColumn',
      column: 'n',
    });
  });

  test.each(['12345678901234567', '-01'])('a code such as %s is not rounded', async (code) => {
    const source = `n\n${lines((i) => `${i * 9}`)}\n${code}\n`;
    expect(valuesOf(await read(source)).n!.at(-1)).toBe(code);
    expect(valuesOf(await read(source, { types: { n: 'number' } })).n!.at(-1)).toBe(Number(code));
  });

  test('the decimal mark may come late', async () => {
    const whole = valuesOf(await read(`a;b\n${lines((i) => `${i};x`)}\n"1,5";x\n`)).a!;
    expect(whole.slice(-2)).toEqual([many - 1, 1.5]);
    const points = `a;b\n${lines((i) => `${i};x`)}\n2.5;x\n1,5;x\n`;
    expect(await fault(points)).toMatchObject({ _tag: 'NotANumber', column: 'a' });
  });

  test('what 1,234 means is decided by all columns', async () => {
    const ambiguous = (i: number) =>
      `${1 + Math.floor(i / 1000)},${String(i % 1000).padStart(3, '0')}`;
    const alone = await read(`a;b\n${lines((i) => `${ambiguous(i)};${i}`)}\n`);
    expect(valuesOf(alone).a![1]).toBe(1001);
    const beside = await read(`a;b\n${lines((i) => `${ambiguous(i)};${i},5`)}\n`);
    expect(valuesOf(beside).a![1]).toBe(1.001);
  });

  test('a stray is named by its line, or is a missing value', async () => {
    const text = `n,m\n${lines((i) => `${i},${i % 7}`)}\n1,1\noops,1\n2,x\n`;
    expect(await fault(text)).toMatchObject({ _tag: 'NotANumber', row: many + 3, value: 'oops' });
    const { table, remarks } = await read(text, { strays: 'missing', types: { m: 'number' } });
    expect(valuesOf({ table }).n!.slice(-3)).toEqual([1, Number.NaN, 2]);
    expect(valuesOf({ table }).m!.slice(-3)).toEqual([1, 1, Number.NaN]);
    expect(remarks.join()).toContain('oops');
  });

  test('gaps among them are missing values', async () => {
    const values = valuesOf(await read(`n,b\n${lines((i) => `${i},0`)}\n,0\nNA,0\n`)).n!;
    expect(values.slice(-3)).toEqual([many - 1, Number.NaN, Number.NaN]);
  });
});

test('the kept texts of a column do not keep the text that they come from', async () => {
  const long = 'a word of many letters';
  const { table } = await read(`w,n\n${long},1\n${long},2\n`);
  expect(table.columns[0]).toMatchObject({ categories: [long] });
});

test('a schema that was read makes another file be read alike', async () => {
  const { schema } = await read('n;w;t\n1,5;01;a\n2,5;1;b\n', { types: { t: 'ignore' } });
  const again = await read('w,n,t,new\n1,"3",x,7\n007,"1,25",y,8\n', { schema });
  expect(valuesOf(again)).toEqual({ w: ['1', '007'], n: [3, 1.25], new: [7, 8] });
  expect(again.schema.columns.map(({ kind }) => kind)).toEqual([
    'category',
    'number',
    'ignore',
    'number',
  ]);
  expect(await fault('n;w;t\nx;1;a\n', { schema })).toMatchObject({ _tag: 'NotANumber', row: 2 });
});

test('without a header, names are given, those of the schema, or numbers', async () => {
  const { table, schema, remarks } = await read('1,x\n2,y\n', { header: false });
  expect(table.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2']);
  expect([schema.header, table.rows, remarks]).toEqual([false, 2, []]);
  expect(valuesOf(await read('3,z\n', { schema }))).toEqual({ 'column 1': [3], 'column 2': ['z'] });
  expect(valuesOf(await read('3,z\n', { header: false, names: ['a', 'b'] }))).toEqual({
    a: [3],
    b: ['z'],
  });
});

test('a first line that looks like data is remarked (B37)', async () => {
  const { remarks } = await read('5.0,3.1,setosa\n5.1,3.2,virginica\n4.9,3.1,setosa\n');
  expect(remarks.join()).toContain('the first line may be a row of data');
});

test('limit and progress', async () => {
  const text = `n\n${lines(String)}\n`;
  const { table } = await read(text, { limit: 3 });
  expect(valuesOf({ table })).toEqual({ n: [0, 1, 2] });
  const bytes = gzipSync(strToU8(text));
  const seen: { bytes: number; total?: number; rows: number }[] = [];
  await read(bytes, { onProgress: (progress) => seen.push(progress) });
  expect(seen.at(-1)).toEqual({ bytes: bytes.length, total: bytes.length, rows: many });
});

test('faults have reasons; options of another kind throw', async () => {
  expect(await fault('a,b\n')).toMatchObject({ _tag: 'EmptyTable', source: 'the table' });
  expect(await fault('', { source: 's' })).toMatchObject({ _tag: 'EmptyFile', source: 's' });
  expect(await fault('a,a\n1,2\n')).toMatchObject({ _tag: 'DuplicateColumn', column: 'a' });
  expect(await fault('a\n1\n', { types: { b: 'date' } })).toMatchObject({ _tag: 'UnknownColumn' });
  expect(() => readTable('a', { types: { a: 'nmber' as never } })).toThrow('types: a must be');
  expect(() => readTable('a', { delimiter: '' })).toThrow('delimiter');
  expect(() => readTable(7 as never)).toThrow('readTableFile for a path');
  expect(() => readTableChunks('a', { size: 0 })).toThrow('size');
});

const chunks = async (source: TableInput, options?: ReadChunksOptions) => {
  const found: (readonly (readonly string[])[] | string)[] = [];
  const values = [];
  for await (const chunk of readTableChunks(source, options)) {
    if (chunk._tag === 'Left') found.push(chunk.left._tag);
    else {
      found.push(chunk.right.cells);
      values.push(valuesOf(chunk.right));
    }
  }
  return { found, values };
};

test('a small file with another delimiter, and an unnamed index, is read as it was at training (B02, B05)', async () => {
  const { schema } = await read('a,b,y\n1,2,x\n3,4,z\n');
  for (const file of ['a;b\n1;2\n3;4\n', 'a\tb\n1\t2\n3\t4\n', 'a|b\n1|2\n3|4', 'a;b\n1;2\n3;4'])
    expect((await chunks(file, { schema })).values).toEqual([{ a: [1, 3], b: [2, 4] }]);
  const indexed = await read(',a\n0,5\n1,6\n');
  for await (const chunk of readTableChunks(',a\n7,8\n', { schema: indexed.schema }))
    expect(chunk).toMatchObject({ right: { names: ['column 1', 'a'], cells: [['7', '8']] } });
});

describe('chunks', () => {
  const text = 'n,w\n1,a\n2,b\n?,a\n';

  test('of a size, with the cells as they are', async () => {
    expect(await chunks(text, { size: 2 })).toEqual({
      found: [
        [
          ['1', 'a'],
          ['2', 'b'],
        ],
        [['?', 'a']],
      ],
      values: [
        { n: [1, 2], w: ['a', 'b'] },
        { n: [Number.NaN], w: ['a'] },
      ],
    });
    expect((await chunks(text, { size: 2, limit: 1 })).found).toEqual([[['1', 'a']]]);
  });

  test('of a header only: the names and no rows', async () => {
    for await (const chunk of readTableChunks('a,b\n'))
      expect(chunk).toMatchObject({ right: { names: ['a', 'b'], cells: [], table: { rows: 0 } } });
    expect((await chunks('a,b\n')).found).toEqual([[]]);
    expect((await chunks('')).found).toEqual(['EmptyFile']);
  });

  test('of many rows: kinds are those of the first megabyte, and later strays are faults', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `${i},w${i % 3}`).join('\n');
    const { found, values } = await chunks(`n,w\n${rows}\nlate,w\n`, { size: 50_000 });
    expect(found.length).toBe(5);
    expect(found.at(-1)).toBe('NotANumber');
    expect(values[3]!.n!.at(-1)).toBe(199_999);
    const { values: kept } = await chunks(`n,w\n${rows}\nlate,w\n`, { strays: 'missing' });
    expect(kept.at(-1)!.n!.at(-1)).toBeNaN();
  });
});
