import { ArgumentError } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { categoryColumn, numberColumn, presentRows, valuesOf } from './column.ts';
import { select } from './select.ts';
import type { Table } from './table.ts';

const numbers = [3, Number.NaN, -0.5, 1e300];
const words = ['b', null, '10', '9'];
const table: Table = {
  columns: [numberColumn('n', numbers), categoryColumn('w', words)],
  rows: 4,
  lines: Int32Array.of(2, 3, 5, 9),
  source: 'a.csv',
};

describe('columns', () => {
  test('hold what they were made of', () => {
    expect(table.columns.map(valuesOf)).toEqual([numbers, words]);
    expect(table.columns[1]).toEqual({
      name: 'w',
      kind: 'category',
      codes: Int32Array.of(2, -1, 1, 0),
      categories: ['9', '10', 'b'],
    });
  });

  test('tell the rows that have a value', () => {
    expect(table.columns.map(presentRows)).toEqual([
      Int32Array.of(0, 2, 3),
      Int32Array.of(0, 2, 3),
    ]);
    expect(presentRows(numberColumn('n', []))).toEqual(new Int32Array());
  });

  test('refuse values of another kind, by name', () => {
    expect(() => numberColumn('n', ['1'] as never)).toThrow('value must be a number');
    expect(() => categoryColumn('w', [1] as never)).toThrow('word must be a string');
  });
});

describe('select', () => {
  test('gives rows in the order asked for, with their lines; dictionaries stay', () => {
    const selected = select(table, Int32Array.of(3, 0, 3));
    expect(selected.columns.map(valuesOf)).toEqual([
      [1e300, 3, 1e300],
      ['9', 'b', '9'],
    ]);
    expect(selected).toMatchObject({
      rows: 3,
      source: 'a.csv',
      lines: Int32Array.of(9, 2, 9),
      columns: [{}, { categories: ['9', '10', 'b'] }],
    });
  });

  test('of all rows is the table itself; of a selection is a selection of selected rows', () => {
    expect(select(table, [0, 1, 2, 3])).toEqual(table);
    const row = fc.nat(3);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.infiniteStream(row), (first, stream) => {
        const second = [...stream.take(5)].map((i) => i % first.length);
        expect(select(select(table, first), second)).toEqual(
          select(
            table,
            second.map((i) => first[i]!),
          ),
        );
      }),
    );
  });

  test.each([-1, 4, 0.5, Number.NaN])('refuses row %d', (row) => {
    expect(() => select(table, [0, row])).toThrow(ArgumentError);
    expect(() => select(table, [0, row])).toThrow(`select: rows[1] is ${row}; a row of this table`);
  });
});
