import { ArgumentError, pipe, tensor } from '@puregrad/tensors';
import { chain, type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { DataError } from '../data-error.ts';
import { categoryColumn, numberColumn } from './column.ts';
import { decodeEncoding } from './decode-encoding.ts';
import { encodeTable, encodeTarget } from './encode-table.ts';
import type { Encoding } from './encoding.ts';
import { type FitEncodingOptions, fitEncoding } from './fit-encoding.ts';
import { type ParseCsvOptions, parseCsv } from './parse-csv.ts';
import type { Table } from './table.ts';
import { tableToDataset } from './table-to-dataset.ts';

const ok = <T>(result: Either<DataError, T>): T => {
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right;
};

const read = (text: string, options?: ParseCsvOptions): Table => ok(parseCsv(text, options));
const fit = (text: string, options: FitEncodingOptions = {}): Encoding =>
  ok(fitEncoding(read(text, { missing: 'keep' }), options));

const animals = 'color,size,kind\nred,1,dog\nblue,2.5,cat\nred,3,cat\n';

describe('tableToDataset', () => {
  test('one-hot columns, labels and their names', () => {
    expect(ok(tableToDataset(read(animals), { target: 'kind' }))).toStrictEqual({
      data: {
        x: tensor([
          [0, 1, 1],
          [1, 0, 2.5],
          [0, 1, 3],
        ]),
        y: tensor([1, 0, 0], { dtype: 'int32' }),
      },
      features: ['color=blue', 'color=red', 'size'],
      classes: ['cat', 'dog'],
      encoding: fit(animals, { target: 'kind' }),
    });
  });

  test('a target of numbers, features by name, categories by index', () => {
    const made = ok(
      tableToDataset(read(animals), {
        target: 'size',
        features: ['kind', 'color'],
        oneHot: false,
      }),
    );
    expect(made.data).toEqual({
      x: tensor([
        [1, 1],
        [0, 0],
        [0, 1],
      ]),
      y: tensor([1, 2.5, 3]),
    });
    expect(made.features).toEqual(['kind', 'color']);
    expect('classes' in made).toBe(false);
  });

  test('numbered classes', () => {
    const table = read('x,y\n1,10\n2,9', { types: { y: 'category' } });
    const { data, classes } = ok(tableToDataset(table, { target: 'y' }));
    expect([classes, data.y.toArray()]).toEqual([
      ['9', '10'],
      [1, 0],
    ]);
  });

  test('columns that are not there, or used twice', () => {
    const table = read(animals);
    expect(tableToDataset(table, { target: 'age' })).toMatchObject({
      left: { _tag: 'UnknownColumn', column: 'age', message: expect.stringContaining('"size"') },
    });
    expect(tableToDataset(table, { target: 'kind', features: ['age'] })).toMatchObject({
      left: { _tag: 'UnknownColumn', column: 'age' },
    });
    for (const features of [['kind'], ['size', 'size']])
      expect(() => tableToDataset(table, { target: 'kind', features })).toThrow(ArgumentError);
  });
});

describe('encodeTable', () => {
  const encoding = fit(animals, { target: 'kind' });
  const encoded = (text: string, by = encoding, options: ParseCsvOptions = { missing: 'keep' }) =>
    pipe(parseCsv(text, options), chain(encodeTable(by)));

  test('a later table gets the columns of the first, whatever its own', () => {
    expect(encoded('size,extra,color\n7,x,blue\n')).toEqual(right(tensor([[1, 0, 7]])));
    expect(encodeTarget(encoding)(read('kind\ndog'))).toEqual(
      right(tensor([1], { dtype: 'int32' })),
    );
  });

  test('gaps are filled by what the first table had', () => {
    const filling = fit('n,w\n1,b\n,a\n5,a', { fill: 'mean' });
    expect(filling.features).toEqual([
      { name: 'n', kind: 'number', fill: 3 },
      { name: 'w', kind: 'oneHot', categories: ['a', 'b'], fill: 'a' },
    ]);
    expect(encoded('n,w\n100,b\n,\n', filling)).toEqual(
      right(
        tensor([
          [100, 0, 1],
          [3, 1, 0],
        ]),
      ),
    );
    expect(fitEncoding(read('n\n\n\n', { missing: 'keep' }), { fill: 'median' })).toMatchObject({
      left: { _tag: 'EmptyColumn', source: 'the table', column: 'n' },
    });
  });

  test.each([
    ['size\n1', 'UnknownColumn', { column: 'color' }],
    ['color,size\nred,1\ngreen,2', 'UnknownCategory', { row: 3, column: 'color', value: 'green' }],
    ['color,size\nred,1\n\nred,', 'MissingValue', { row: 4, column: 'size' }],
    ['color,size\nred,big', 'NotANumber', { row: 2, column: 'size', value: 'big' }],
    ['color,size\nred,1e300', 'NumberTooLarge', { row: 2, column: 'size', value: '1e+300' }],
  ])('%j is %s', (text, _tag, reason) => {
    expect(encoded(text)).toMatchObject({ left: { _tag, source: 'the table', ...reason } });
  });

  test('fill gaps only if this is requested', () => {
    expect(fit(animals).features).toStrictEqual([
      { name: 'color', kind: 'oneHot', categories: ['blue', 'red'] },
      { name: 'size', kind: 'number' },
      { name: 'kind', kind: 'oneHot', categories: ['cat', 'dog'] },
    ]);
  });

  test('unknown categories as zeros, but never as labels', () => {
    const zeros = fit(animals, { target: 'kind', unknown: 'zeros' });
    expect(encoded('color,size\ngreen,2', zeros)).toEqual(right(tensor([[0, 0, 2]])));
    const behind = fit('size,color\n1,red\n2,blue\n', { unknown: 'zeros' });
    expect(encoded('size,color\n7,green\n8,red', behind)).toEqual(
      right(
        tensor([
          [7, 0, 0],
          [8, 0, 1],
        ]),
      ),
    );
    expect(encodeTarget(zeros)(read('kind\ncow'))).toMatchObject({
      left: { _tag: 'UnknownCategory', value: 'cow' },
    });
    expect(() => fit(animals, { unknown: 'zeros', oneHot: false })).toThrow(ArgumentError);
  });

  test('categories of digits are found in a column read as numbers', () => {
    const digits = ok(fitEncoding(read('c\n3\n7', { types: { c: 'category' } })));
    expect(encoded('c\n7', digits)).toEqual(right(tensor([[0, 1]])));
  });

  test('tables without lines are named by row, encodings without target refused', () => {
    const table: Table = {
      columns: [categoryColumn('color', ['green']), numberColumn('size', [1])],
      rows: 1,
    };
    expect(encodeTable(encoding)(table)).toMatchObject({
      left: { row: 0, message: expect.stringContaining('row 0: "green"') },
    });
    expect(() => encodeTarget(fit(animals))(table)).toThrow(/no target/);
  });
});

describe('decodeEncoding', () => {
  test.each([
    fit(animals, { target: 'kind', unknown: 'zeros', fill: 'median' }),
    fit(animals, { target: 'size', oneHot: false }),
    fit(animals),
  ])('JSON and back', (encoding) => {
    expect(decodeEncoding(JSON.stringify(encoding))).toStrictEqual(right(encoding));
  });

  test.each([
    '{',
    '[]',
    '{"features":[{"name":"a","kind":"number"}]}',
    '{"features":[{"kind":"number"}],"unknown":"error"}',
    '{"features":[{"name":"a","kind":"number","fill":"b"}],"unknown":"error"}',
    '{"features":[{"name":"a","kind":"oneHot"}],"unknown":"error"}',
    '{"features":[{"name":"a","kind":"oneHot","categories":["a","a"]}],"unknown":"error"}',
    '{"features":[{"name":"a","kind":"oneHot","categories":["a"],"fill":"b"}],"unknown":"error"}',
    '{"features":[],"target":{"name":"y","kind":"classes"},"unknown":"error"}',
  ])('%s is not an encoding', (text) => {
    expect(decodeEncoding(text)).toMatchObject({ left: { _tag: 'InvalidJson' } });
  });
});

test('errors name the source of a table, if it has one', () => {
  const encoding: Encoding = { features: [{ name: 'a', kind: 'number' }], unknown: 'error' };
  const words = categoryColumn('a', ['x']);
  const of = (source: object) => encodeTable(encoding)({ columns: [words], rows: 1, ...source });
  expect(of({})).toMatchObject({ left: { message: expect.stringMatching(/^the table, row 0: /) } });
  expect(of({ source: "'a.csv'" })).toMatchObject({
    left: { source: "'a.csv'", message: expect.stringMatching(/^'a\.csv', row 0: /) },
  });
});
