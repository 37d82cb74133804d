import { type Either, isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { DataError } from '../data-error.ts';
import { categoryColumn, numberColumn, valuesOf } from './column.ts';
import { fitEncoding } from './fit-encoding.ts';
import { type ParseCsvOptions, parseCsv } from './parse-csv.ts';

const ok = <T>(result: Either<DataError, T>): T => {
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right;
};
const columns = (text: string, options: ParseCsvOptions = {}) =>
  ok(parseCsv(text, { missing: 'keep', ...options })).columns;
const fillOf = (text: string, fill: 'mean' | 'median') => {
  const { features } = ok(fitEncoding(ok(parseCsv(text, { missing: 'keep' })), { fill }));
  return features.map((feature) => feature.fill);
};

describe('gaps', () => {
  test('are filled by the median of numbers by their size, whatever their order', () => {
    expect(fillOf('n,w\n10,a\n9,a\n2,b\n,a', 'median')).toEqual([9, 'a']);
    expect(fillOf('n,w\n10,b\n9,b\n2,a\n4,b\n,', 'median')).toEqual([6.5, 'b']);
    expect(fillOf('n\n10\n9\n2\nNA', 'mean')).toEqual([7]);
    const { columns: filled } = ok(
      parseCsv('n,w\n10,a\n9,b\n2,b\n,\n', { missing: { fill: 'median' } }),
    );
    expect(filled.map(valuesOf)).toEqual([
      [10, 9, 2, 9],
      ['a', 'b', 'b', 'b'],
    ]);
  });

  test('are empty, NA, NaN and ?, in columns of numbers and of words', () => {
    expect(columns('n,w\n1,a\n2,\n3,NA\nNA,NaN\nNaN,?\n?,b\n,c')).toEqual([
      numberColumn('n', [1, 2, 3, Number.NaN, Number.NaN, Number.NaN, Number.NaN]),
      categoryColumn('w', ['a', null, null, null, null, 'b', 'c']),
    ]);
  });

  test('a column is of numbers where they are more than half, or where there is nothing', () => {
    expect(columns('n,w,v\n1,1,\nx,2,', { types: { w: 'category' } })).toEqual([
      categoryColumn('n', ['1', 'x']),
      categoryColumn('w', ['1', '2']),
      numberColumn('v', [Number.NaN, Number.NaN]),
    ]);
  });
});

test('the delimiter is found behind empty lines, and is a comma where others are as many', () => {
  expect(columns('\n\n\na;b\n1;2').map(({ name }) => name)).toEqual(['a', 'b']);
  expect(columns('a,b;c\n1,2').map(({ name }) => name)).toEqual(['a', 'b;c']);
  expect(columns('a,b;c;d\n1;2;3').map(({ name }) => name)).toEqual(['a,b', 'c', 'd']);
});
