import { ArgumentError } from '@puregrad/tensors';
import fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { categoryColumn, numberColumn, valuesOf } from './column.ts';
import { type ParseCsvOptions, parseCsv } from './parse-csv.ts';
import { findDelimiter } from './reading/dialect.ts';
import type { Column, Table } from './table.ts';
import { writeCsv } from './write-csv.ts';

const parsed = (text: string, options?: ParseCsvOptions): Table => {
  const result = parseCsv(text, options);
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

/** The values of the columns by name. */
const contentOf = (table: Table) =>
  Object.fromEntries(table.columns.map((column) => [column.name, valuesOf(column)]));

const typesOf = ({ columns }: Table) =>
  Object.fromEntries(
    columns.map(({ name, kind }) => [name, kind === 'category' ? kind : ('number' as const)]),
  );

describe('parseCsv', () => {
  test('names, kinds, categories and lines', () => {
    expect(parsed('size, color ,n\n-1.5e2, red,10\n.5,blue ,9\n+2.,red,10\n')).toStrictEqual({
      columns: [
        numberColumn('size', [-150, 0.5, 2]),
        {
          name: 'color',
          kind: 'category',
          codes: Int32Array.of(1, 0, 1),
          categories: ['blue', 'red'],
        },
        numberColumn('n', [10, 9, 10]),
      ],
      rows: 3,
      lines: Int32Array.of(2, 3, 4),
    });
  });

  test('a column of 130,000 distinct values is filled by its mode', () => {
    const rows = Array.from({ length: 130_000 }, (_, i) => `${i},x`);
    const { columns } = parsed(`n,w\n${rows.join('\n')}\n,x\n`, { missing: { fill: 'mode' } });
    expect(valuesOf(columns[0]!).at(-1)).toBe(0);
  });

  test.each([
    ['CRLF', 'a,b\r\n1,x\r\n2,y\r\n'],
    ['CR', 'a,b\r1,x\r2,y'],
    ['mixed line breaks', 'a,b\r\n1,x\n2,y\r\n'],
    ['a byte order mark', '\uFEFFa,b\n1,x\n2,y'],
    ['quotes', '"a","b"\n"1","x"\n"2","y"'],
    ['empty lines', 'a,b\n\n1,x\n\n\n2,y\n\n'],
    ['tabs', 'a\tb\n1\tx\n2\ty\n'],
    ['semicolons', 'a;b\n1;x\n2;y\n'],
    ['bars', 'a|b\n1|x\n2|y\n'],
  ])('%s', (_, text) => {
    expect(contentOf(parsed(text))).toEqual({ a: [1, 2], b: ['x', 'y'] });
  });

  test('delimiters, quotes and line breaks inside of quotes; lines are counted on', () => {
    const table = parsed('a,b\n"x, ""y""\nz",1\n"",2\nw,3\n', { missing: 'dropRow' });
    expect(contentOf(table)).toEqual({ a: ['x, "y"\nz', 'w'], b: [1, 3] });
    expect(table.lines).toEqual(Int32Array.of(2, 5));
  });

  test('without a header; with a delimiter; in one column', () => {
    expect(contentOf(parsed('1,x\n2,y', { header: false }))).toEqual({
      'column 1': [1, 2],
      'column 2': ['x', 'y'],
    });
    expect(contentOf(parsed('1\n2', { header: false, names: ['n'] }))).toEqual({ n: [1, 2] });
    expect(contentOf(parsed('a;b\n1,5;2', { delimiter: ';' }))).toEqual({ a: [1.5], b: [2] });
    expect(contentOf(parsed('n\n1\n\n3\n', { missing: { fill: 'mean' } }))).toEqual({
      n: [1, 2, 3],
    });
  });

  test('types are given, or go with the majority', () => {
    const labels = parsed('label,constructor\n10,a\n9,b\n1,c', { types: { label: 'category' } });
    expect(labels.columns[0]).toMatchObject({ kind: 'category', categories: ['1', '9', '10'] });
    expect(labels.columns[1]).toMatchObject({ kind: 'category' });
    expect(parsed('a\nx\n1\ny\n').columns[0]).toMatchObject({ kind: 'category' });
    expect(parseCsv('a,b\n1,1\n2,2\n3l,3\n')).toMatchObject({
      left: {
        _tag: 'NotANumber',
        row: 4,
        column: 'a',
        value: '3l',
        message: expect.stringContaining('line 4: "3l" in column "a" is not a number'),
      },
    });
    for (const value of ['0x1F', '1e999', 'Infinity', '1 2', '--1', '1_000'])
      expect(parseCsv(`a\n${value}`, { types: { a: 'number' } })).toMatchObject({
        left: { _tag: 'NotANumber', row: 2, value },
      });
  });

  test.each<[string, string, ParseCsvOptions, object]>([
    ['no text', '', {}, { _tag: 'EmptyFile' }],
    ['no lines', '\uFEFF\r\n', {}, { _tag: 'EmptyFile' }],
    ['no rows', 'a,b\n', {}, { _tag: 'EmptyTable' }],
    [
      'a short row',
      'a,b,c\n1,2,3\n\n4,5\n',
      {},
      { _tag: 'RaggedRow', row: 4, column: 'c', expected: 3, actual: 2 },
    ],
    [
      'a long row',
      'a,b\n"1\n",2\n3,4,5\n',
      {},
      { _tag: 'RaggedRow', row: 4, column: 'b', expected: 2, actual: 3 },
    ],
    ['an open quote', 'a,b\n1,2\n"3,4\n5,6', {}, { _tag: 'MalformedCsv', row: 3 }],
    ['text after a quote', 'a,b\n1,2\n"3"x,4\n', {}, { _tag: 'MalformedCsv', row: 3 }],
    ['two columns of a name', 'a,b,a\n1,2,3', {}, { _tag: 'DuplicateColumn', column: 'a' }],
    [
      'types of no column',
      'a\n1',
      { types: { b: 'number' } },
      { _tag: 'UnknownColumn', column: 'b' },
    ],
    ['a missing value', 'a,b\n1,2\n3,NA\n', {}, { _tag: 'MissingValue', row: 3, column: 'b' }],
    ['no row without a gap', 'a,b\n,2\n3,?\n', { missing: 'dropRow' }, { _tag: 'EmptyTable' }],
    [
      'nothing to fill from',
      'a,b\n1,\n2,\n',
      { missing: { fill: 'mean' } },
      { _tag: 'MissingValue', row: 2, column: 'b' },
    ],
  ])('%s is a Left that names the source', (_, text, options, reason) => {
    expect(parseCsv(text, { ...options, source: 'a.csv' })).toMatchObject({
      left: { ...reason, source: 'a.csv', message: expect.stringContaining('a.csv') },
    });
  });

  test.each(['', '"', '\n'])('the delimiter %j is an error', (delimiter) => {
    expect(() => parseCsv('a', { delimiter })).toThrow(ArgumentError);
  });
});

describe('missing values', () => {
  const text = 'n,word\n1,b\nNA,a\n2,?\n6,a\n6,b\n\n';
  const filled = (missing: ParseCsvOptions['missing']) =>
    contentOf(parsed(text, missing === undefined ? {} : { missing }));

  test('policies', () => {
    expect(filled('dropRow')).toEqual({ n: [1, 6, 6], word: ['b', 'a', 'b'] });
    expect(filled('keep')).toEqual({
      n: [1, Number.NaN, 2, 6, 6],
      word: ['b', 'a', null, 'a', 'b'],
    });
    const word = ['b', 'a', 'a', 'a', 'b'];
    expect(filled({ fill: 'mean' })).toEqual({ n: [1, 3.75, 2, 6, 6], word });
    expect(filled({ fill: 'median' })).toEqual({ n: [1, 4, 2, 6, 6], word });
    expect(filled({ fill: 'mode' })).toEqual({ n: [1, 6, 2, 6, 6], word });
    expect(filled({ fill: -1 })).toEqual({ n: [1, -1, 2, 6, 6], word });
  });

  test('rows that are dropped leave columns of the kind they were', () => {
    const { columns } = parsed('n,w\n1,a\n,b\n', { missing: 'dropRow' });
    expect(columns).toStrictEqual([numberColumn('n', [1]), categoryColumn('w', ['a'])]);
  });

  test('the gaps of a column of words without values cannot be filled', () => {
    const text = 'n,w\n1,\n2,\n';
    expect(parseCsv(text, { missing: { fill: 'mode' }, types: { w: 'category' } })).toMatchObject({
      left: { _tag: 'MissingValue', column: 'w' },
    });
  });

  test('dropped rows take their categories and lines with them', () => {
    const table = parsed('a,b\nx,\ny,1\n', { missing: 'dropRow' });
    expect(table.columns[0]).toEqual(categoryColumn('a', ['y']));
    expect(table.lines).toEqual(Int32Array.of(3));
  });

  test('the marks can be chosen', () => {
    expect(contentOf(parsed('a\nNA\n-\n', { missingValues: ['-'], missing: 'keep' }))).toEqual({
      a: ['NA', null],
    });
  });
});

const word = fc
  .string({ minLength: 1, unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', ' ', '=', '😀') })
  .map((text) => `w${text}w`);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

const column = (name: string, rows: number): fc.Arbitrary<Column> => {
  const size = { minLength: rows, maxLength: rows };
  return fc.oneof(
    fc
      .array(fc.option(number, { nil: Number.NaN }), size)
      .map((values) => numberColumn(name, values)),
    fc.array(fc.option(word), size).map((words) => categoryColumn(name, words)),
  );
};

const table = fc
  .tuple(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 6 }))
  .chain(([names, rows]) =>
    fc.record({
      columns: fc.tuple(...names.map((name) => column(name, rows))),
      rows: fc.constant(rows),
    }),
  );

test('gaps of words are filled with the most frequent word, however many gaps there are', () => {
  const { columns } = parsed('n,w\n1,b\n2,\n3,\n4,\n5,a\n6,b\n', { missing: { fill: 'mode' } });
  expect(valuesOf(columns[1]!)).toEqual(['b', 'b', 'b', 'b', 'a', 'b']);
});

test('the delimiter is that of the first line that is not blank', () => {
  expect(findDelimiter('a;b\n1,2,3,4')).toBe(';');
  expect(findDelimiter('\n\na;b\n1,2,3,4')).toBe(';');
});

test('a mark of the order of bytes is one at the beginning only', () => {
  for (const mark of ['', '\uFEFF']) {
    const { columns } = parsed(`${mark}a,b\nx\uFEFFz,y\n`);
    expect(columns.map((column) => [column.name, valuesOf(column)])).toEqual([
      ['a', ['x\uFEFFz']],
      ['b', ['y']],
    ]);
  }
});

test('invalid types and names are named, up to a maximum number of names', () => {
  expect(() => parseCsv('a\n1\n', { types: { a: 'nmber' as never } })).toThrow(
    "types: a must be 'number' or 'category', got 'nmber'",
  );
  const columns = Array.from({ length: 52 }, (_, i) => `c${i}`);
  for (const [count, end] of [
    [50, '"c49"'],
    [51, '"c49" and 1 more'],
    [52, '"c49" and 2 more'],
  ] as const) {
    const result = parseCsv(`${columns.slice(0, count).join()}\n`, { types: { b: 'number' } });
    expect(result).toMatchObject({ left: { message: expect.stringContaining(`"c0", "c1"`) } });
    expect(result).toMatchObject({
      left: { message: expect.stringMatching(new RegExp(`"c48", ${end}$`)) },
    });
    expect(String(result._tag === 'Left' && result.left.message).includes('"c50"')).toBe(false);
    expect(String(result._tag === 'Left' && result.left.message).includes('more')).toBe(count > 50);
  }
});

describe('writeCsv', () => {
  test.each<[unknown, string]>([
    [[1], 'writeCsv: row must be an object, got 1'],
    [[{ a: 1 }, null], 'writeCsv: row must be an object, got null'],
    [[{ a: [] }], 'writeCsv: a must be a number'],
    [[{ a: 1, b: Symbol.iterator }], 'writeCsv: b must be a number'],
  ])('refuses rows %j', (rows, message) => {
    expect(() => writeCsv(rows as [])).toThrow(ArgumentError);
    expect(() => writeCsv(rows as [])).toThrow(message);
  });

  test('takes all that a cell may be', () => {
    const row = { a: 1, b: 'x', c: true, d: null, e: undefined, f: Number.NaN };
    expect(writeCsv([row as never])).toBe('a,b,c,d,e,f\n1,x,true,,,\n');
  });

  test('keeps the sign of −0, so that it is read again', () => {
    expect(writeCsv([{ a: -0 }])).toBe('a\n-0\n');
    const zeros = parsed('a\n-0\n0\n');
    expect(writeCsv(zeros)).toBe('a\n-0\n0\n');
    expect(valuesOf(zeros.columns[0]!)).toEqual([-0, 0]);
  });

  test('parseCsv reads back every table, digit for digit', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), (written, delimiter) => {
        const types = typesOf(written);
        const { columns, rows } = parsed(writeCsv(written, { delimiter }), {
          delimiter,
          types,
          missing: 'keep',
        });
        expect({ columns, rows }).toEqual(written);
      }),
    );
  });

  test('rows of objects: the keys of all of them, nothing for what is missing', () => {
    expect(
      writeCsv([
        { a: 1, b: 'x,y' },
        { a: null, c: true },
      ]),
    ).toBe('a,b,c\n1,"x,y",\n,,true\n');
  });
});
