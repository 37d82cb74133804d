import fc from 'fast-check';
import { type Either, isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { DataError } from '../data-error.ts';
import { categoryColumn, numberColumn, valuesOf } from './column.ts';
import { retype } from './retype.ts';
import { select } from './select.ts';
import type { Column, Table } from './table.ts';
import { writeCsv } from './write-csv.ts';

const ok = <T>(result: Either<DataError, T>): T => {
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right;
};
const tableOf = (column: Column, rows: number): Table => ({ columns: [column], rows });
const seconds = fc.integer({ min: -6e10, max: 2e11 });

describe('retype', () => {
  test('numbers and dates become words and are the same again', () => {
    const gap = { nil: Number.NaN };
    const kinds = fc.oneof(
      fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), gap)).map((values) =>
        numberColumn(
          'c',
          values.map((value) => value + 0),
        ),
      ),
      fc
        .array(fc.option(seconds, gap))
        .map((values): Column => ({ name: 'c', kind: 'date', values: Float64Array.from(values) })),
    );
    fc.assert(
      fc.property(kinds, (column) => {
        const table = tableOf(column, valuesOf(column).length);
        const words = ok(retype(table, { c: 'category' }));
        expect(words.columns[0]!.kind).toBe('category');
        expect(ok(retype(words, { c: column.kind }))).toEqual(table);
      }),
    );
  });

  test('words that are read alike are one number; those that no row has do not count', () => {
    const words = categoryColumn('c', ['1', '1.0', '2.5', null, 'x']);
    const made = (text: readonly (string | null)[], rows?: readonly number[]) => {
      const table = tableOf(categoryColumn('c', text), text.length);
      return retype(rows === undefined ? table : select(table, rows), { c: 'number' });
    };
    expect(ok(made(['1', '1.0', '01', null])).columns.map(valuesOf)).toEqual([
      [1, 1, 1, Number.NaN],
    ]);
    expect(ok(made(['1,5', '2,25'])).columns.map(valuesOf)).toEqual([[1.5, 2.25]]);
    expect(ok(made(['1', 'x', '2'], [0, 2])).columns.map(valuesOf)).toEqual([[1, 2]]);
    expect(retype(tableOf(words, 5), { c: 'number' })).toMatchObject({
      left: { _tag: 'NotANumber', row: 4, column: 'c', value: 'x' },
    });
  });

  test('a column stays as it is if it is of the kind already, or not named', () => {
    const table = tableOf(numberColumn('n', [1, 2]), 2);
    expect(ok(retype(table, { n: 'number' }))).toEqual(table);
    expect(ok(retype(table, {}))).toEqual(table);
    expect(ok(retype(table, { n: 'date' })).columns[0]).toEqual({
      name: 'n',
      kind: 'date',
      values: Float64Array.of(1, 2),
    });
    expect(retype(table, { m: 'number' })).toMatchObject({
      left: { _tag: 'UnknownColumn', column: 'm' },
    });
    expect(() => retype(table, { n: 'word' as never })).toThrow("n must be 'number'");
  });
});

test('dates are written by ISO 8601, days without a time', () => {
  const values = Float64Array.of(Date.UTC(2024, 1, 29) / 1000, 1.5, Number.NaN, 3600);
  expect(
    writeCsv({
      columns: [{ name: 'd', kind: 'date', values }, numberColumn('n', [1, 2, 3, 4])],
      rows: 4,
    }),
  ).toBe('d,n\n2024-02-29,1\n1970-01-01T00:00:01.500Z,2\n,3\n1970-01-01T01:00:00Z,4\n');
});
