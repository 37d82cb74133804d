import { tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { type Either, isLeft, map } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { DataError } from '../data-error.ts';
import { fitStandardize } from '../transforms/fit-standardize.ts';
import { categoryColumn, numberColumn, valuesOf } from './column.ts';
import { decodeEncoding } from './decode-encoding.ts';
import { encodeTable, encodeTarget } from './encode-table.ts';
import { type Encoding, featureGroups, featureNames } from './encoding.ts';
import { type FitEncodingOptions, fitEncoding } from './fit-encoding.ts';
import { parseCsv } from './parse-csv.ts';
import { select } from './select.ts';
import type { DateColumn, Table } from './table.ts';
import { decodeTarget } from './target.ts';

const ok = <T>(result: Either<DataError, T>): T => {
  if (isLeft(result)) throw new Error(result.left.message);
  return result.right;
};
const dateColumn = (name: string, values: readonly number[]): DateColumn => ({
  name,
  kind: 'date',
  values: Float64Array.from(values),
});
const at = (text: string): number => Date.parse(text) / 1000;
const tableOf = (...columns: Table['columns']): Table => ({
  columns,
  rows: (columns[0]!.kind === 'category' ? columns[0]!.codes : columns[0]!.values).length,
});

/** Tables of three columns with gaps, and some of their rows. */
const cases = fc.integer({ min: 2, max: 8 }).chain((rows) => {
  const size = { minLength: rows, maxLength: rows };
  const number = fc.integer({ min: -1e6, max: 1e6 }).map((eighths) => eighths / 8);
  const gap = { nil: Number.NaN, freq: 4 };
  return fc.record({
    table: fc
      .tuple(
        fc.array(fc.option(number, gap), size),
        fc.array(fc.option(fc.constantFrom('a', 'b', '10'), { freq: 4 }), size),
        fc.array(fc.option(fc.integer({ min: -1e10, max: 1e10 }), gap), size),
        fc.array(number, size),
      )
      .map(([n, w, d, y]) =>
        tableOf(
          numberColumn('n', n),
          categoryColumn('w', w),
          dateColumn('d', d),
          numberColumn('y', y),
        ),
      ),
    rows: fc.array(fc.nat(rows - 1), { minLength: 1, maxLength: 8 }),
    options: fc.record({
      target: fc.constant('y'),
      fill: fc.constantFrom('mean', 'median', 'mode', 7),
      standardize: fc.boolean(),
      oneHot: fc.boolean(),
    }) as fc.Arbitrary<FitEncodingOptions>,
  });
});

describe('rows of a table', () => {
  test('are encoded as the table of them is', () => {
    fc.assert(
      fc.property(cases, ({ table, rows, options }) => {
        const encoding = fitEncoding(table, options);
        if (isLeft(encoding)) return;
        for (const encode of [encodeTable, encodeTarget])
          expect(encode(encoding.right)(table, rows)).toEqual(
            encode(encoding.right)(select(table, rows)),
          );
      }),
    );
  });

  test('are what an encoding is fitted to, as if there were no others', () => {
    fc.assert(
      fc.property(cases, ({ table, rows, options }) => {
        expect(fitEncoding(table, { ...options, rows })).toEqual(
          fitEncoding(select(table, rows), options),
        );
      }),
    );
  });

  test('give the categories that occur in them', () => {
    const table = tableOf(categoryColumn('w', ['a', 'b', 'c', 'b']));
    expect(ok(fitEncoding(table, { rows: [1, 2] })).features).toEqual([
      { name: 'w', kind: 'oneHot', categories: ['b', 'c'] },
    ]);
    expect(ok(fitEncoding(table, { target: 'w', features: [], rows: [3] })).target).toEqual({
      name: 'w',
      kind: 'classes',
      classes: ['b'],
    });
  });

  test('that are not there throw', () => {
    const table = tableOf(numberColumn('n', [1]));
    const encoding = ok(fitEncoding(table, { target: 'n' }));
    for (const call of [
      () => fitEncoding(table, { rows: [1] }),
      () => encodeTable(encoding)(table, [-1]),
      () => encodeTarget(encoding)(table, [0.5]),
    ])
      expect(call).toThrow('a row of this table is a whole number from 0 to 0');
    expect(fitEncoding(table, { rows: [], standardize: true })).toMatchObject({
      left: { _tag: 'EmptyTable' },
    });
  });
});

describe('standardized columns', () => {
  test('are those of fitStandardize, to rounding', () => {
    fc.assert(
      fc.property(cases, ({ table, options }) => {
        const plain = fitEncoding(table, { ...options, standardize: false });
        if (isLeft(plain)) return;
        const { scale } = ok(fitEncoding(table, { ...options, standardize: true }));
        const { mean, std } = ok(fitStandardize(ok(encodeTable(plain.right)(table))));
        for (const [i, of] of std.entries()) {
          const unit = Math.max(1, Math.abs(mean[i]!), of);
          const deviation = scale!.std[i]!;
          expect(Math.abs(scale!.mean[i]! - mean[i]!) / unit).toBeLessThan(1e-6);
          // In the float32 tensor, values that differ by less than its rounding are constant, with deviation 1.
          const apart = Math.abs(deviation - of);
          expect((of === 1 ? Math.min(apart, deviation) : apart) / unit).toBeLessThan(1e-6);
        }
      }),
    );
  });

  test('of times since 1970 are those of times from 0 on, bit by bit (B09)', () => {
    const encoded = (start: number) => {
      const table = tableOf(
        numberColumn(
          't',
          Array.from({ length: 400 }, (_, i) => start + i),
        ),
      );
      const encoding = ok(fitEncoding(table, { standardize: true }));
      return ok(encodeTable(encoding)(table));
    };
    const expected = encoded(0);
    expect(new Set(expected.data).size).toBe(400);
    for (const start of [1.7e9, 1.7e12]) expect(encoded(start)).toEqual(expected);
  });

  test('of a target of large numbers come back in its units (B09)', () => {
    const values = Array.from({ length: 400 }, (_, i) => 1.7e9 + i);
    const table = tableOf(numberColumn('y', values));
    const encoding = ok(fitEncoding(table, { target: 'y', standardize: true }));
    const y = ok(encodeTarget(encoding)(table));
    const back = decodeTarget(encoding)(y);
    for (const [i, value] of values.entries())
      expect(Math.abs(back[i]! - value)).toBeLessThan(1e-4);
    expect(
      decodeTarget({ ...encoding, target: { name: 'y', kind: 'number' } })(tensor([1.5])),
    ).toEqual(Float64Array.of(1.5));
  });

  test('that were constant are 0, whatever comes later (B03)', () => {
    const table = tableOf(
      numberColumn('year', [2023, 2023]),
      categoryColumn('w', ['a', 'a']),
      dateColumn('d', [at('2023-01-01'), at('2023-01-01')]),
      numberColumn('a', [1, 3]),
    );
    const encoding = ok(fitEncoding(table, { standardize: true, unknown: 'zeros' }));
    expect(encoding.scale).toEqual({ mean: [2023, 1, at('2023-01-01'), 2], std: [0, 0, 0, 1] });
    const later = tableOf(
      numberColumn('year', [2123, 2023]),
      categoryColumn('w', ['b', 'a']),
      dateColumn('d', [at('2024-07-01T05:00Z'), 0]),
      numberColumn('a', [1, 2]),
    );
    expect(
      map((x: { toArray: () => unknown }) => x.toArray())(encodeTable(encoding)(later)),
    ).toEqual({
      _tag: 'Right',
      right: [
        [0, 0, 0, -1],
        [0, 0, 0, 0],
      ],
    });
  });

  test('that were constant but for rounding are 0', () => {
    const table = tableOf(numberColumn('n', [0.3, 0.1 + 0.2, 0.3]));
    const encoding = ok(fitEncoding(table, { standardize: true }));
    expect(ok(encodeTable(encoding)(tableOf(numberColumn('n', [0.3, 5])))).toArray()).toEqual([
      [0],
      [0],
    ]);
  });

  test('of a constant target keep its differences', () => {
    const table = tableOf(numberColumn('y', [5, 5, 7]));
    const encoding = ok(fitEncoding(table, { target: 'y', rows: [0, 1], standardize: true }));
    expect(encoding.target).toEqual({ name: 'y', kind: 'number', mean: 5, std: 1 });
    expect(ok(encodeTarget(encoding)(table)).toArray()).toEqual([0, 0, 2]);
  });

  test('of numbers beyond float64 are refused, with the row', () => {
    const table = tableOf(numberColumn('n', [-1.7e308, 1.7e308, 1.7e308]));
    expect(fitEncoding(table, { standardize: true })).toMatchObject({
      left: { _tag: 'NumberTooLarge', row: 0, column: 'n' },
    });
  });
});

describe('dates', () => {
  const week = ['2024-01-01', '2024-01-02', '2024-01-08'].map(at);

  test('become the parts that vary', () => {
    const parts = (values: readonly number[]) =>
      ok(fitEncoding(tableOf(dateColumn('d', values)))).features.map(
        (of) => 'parts' in of && of.parts,
      );
    expect(parts([week[0]!, Number.NaN])).toEqual([['time']]);
    expect(parts(week)).toEqual([['time', 'year', 'week']]);
    expect(parts(['2024-01-01T01:00Z', '2024-01-01T02:00Z'].map(at))).toEqual([['time', 'day']]);
    expect(parts(['2023-01-02', '2024-01-01'].map(at))).toEqual([['time', 'year']]);
  });

  test('are beside each other at the ends of a cycle', () => {
    const encoding: Encoding = {
      features: [{ name: 'd', kind: 'date', parts: ['year', 'week', 'day'], fill: 0 }],
      unknown: 'error',
    };
    const [monday, newYear, noon, before] = ok(
      encodeTable(encoding)(
        tableOf(
          dateColumn('d', [
            at('2024-01-01'),
            at('2023-01-01'),
            at('1969-12-29T12:00Z'),
            Number.NaN,
          ]),
        ),
      ),
    ).toArray() as number[][];
    expect(monday).toEqual([0, 1, 0, 1, 0, 1]);
    expect(newYear!.slice(0, 2)).toEqual([0, 1]);
    expect(newYear![2]).toBeCloseTo(Math.sin((12 / 7) * Math.PI), 6);
    expect(noon!.slice(2, 4)).toEqual([0, 1]);
    expect(noon![5]).toBeCloseTo(-1, 6);
    expect(before![2]).toBeCloseTo(Math.sin((6 / 7) * Math.PI), 6);
  });

  test('at opposite ends of a cycle leave no deviation of rounding, which other dates would exceed', () => {
    const table = tableOf(dateColumn('d', ['2024-01-01T00:00Z', '2024-01-01T12:00Z'].map(at)));
    const encoding = ok(fitEncoding(table, { standardize: true }));
    const later = tableOf(dateColumn('d', [at('2024-01-01T06:00Z')]));
    expect(ok(encodeTable(encoding)(later)).toArray()).toEqual([[0, 0, 0]]);
  });

  test('beyond the calendar are refused, with the row', () => {
    const encoding = ok(fitEncoding(tableOf(dateColumn('d', week))));
    expect(encodeTable(encoding)(tableOf(dateColumn('d', [0, 1e15])))).toMatchObject({
      left: { _tag: 'NumberTooLarge', row: 1 },
    });
  });

  test('have names and groups as wide as what they become', () => {
    fc.assert(
      fc.property(cases, ({ table, options }) => {
        const encoding = fitEncoding(table, options);
        if (isLeft(encoding)) return;
        const names = featureNames(encoding.right);
        const groups = featureGroups(encoding.right);
        expect(ok(encodeTable(encoding.right)(table)).shape[1]).toBe(names.length);
        expect(groups.map(({ name }) => name)).toEqual(['n', 'w', 'd']);
        expect(groups.map(({ start }) => start)).toEqual(
          [0, ...groups.map(({ end }) => end)].slice(0, 3),
        );
        expect(groups.at(-1)!.end).toBe(names.length);
        for (const { name, start, end } of groups)
          for (const of of names.slice(start, end)) expect(of.startsWith(name)).toBe(true);
      }),
    );
  });
});

test('encodings are the same after JSON', () => {
  fc.assert(
    fc.property(cases, ({ table, options }) => {
      const encoding = fitEncoding(table, options);
      if (isLeft(encoding)) return;
      expect(decodeEncoding(JSON.stringify(encoding.right))).toEqual(encoding);
    }),
  );
});

test.each([
  { scale: { mean: [1], std: [1, 1] } },
  { scale: { mean: [1], std: [-1] } },
  { scale: { mean: [null], std: [1] } },
  { scale: { std: [1] } },
  { scale: 1 },
  { target: { name: 'y', kind: 'number', mean: 1 } },
  { target: { name: 'y', kind: 'number', mean: 1, std: 0 } },
  { features: [{ name: 'd', kind: 'date' }] },
  { features: [{ name: 'd', kind: 'date', parts: ['time', 'time'] }] },
  { features: [{ name: 'd', kind: 'date', parts: ['month'] }] },
  { features: [{ name: 'd', kind: 'date', parts: [], fill: 'a' }] },
])('%j does not belong to an encoding', (wrong) => {
  const encoding = { features: [{ name: 'n', kind: 'number' }], unknown: 'error', ...wrong };
  expect(decodeEncoding(JSON.stringify(encoding))).toMatchObject({ left: { _tag: 'InvalidJson' } });
});

test('a target without a value, or of another class, is told of as a target (B17)', () => {
  const table = ok(parseCsv('n,y\n1,a\n2,', { missing: 'keep' }));
  const encoding = ok(fitEncoding(table, { target: 'y' }));
  expect(encodeTarget(encoding)(table)).toMatchObject({
    left: {
      message: 'the table, line 3: no value in column "y", which is the target; leave the row out',
    },
  });
  expect(encodeTarget(encoding)(tableOf(categoryColumn('y', ['b'])))).toMatchObject({
    left: {
      message:
        'the table, row 0: "b" in column "y" is none of the 1 classes the encoding was fitted to; correct it, or leave the row out',
    },
  });
});

test('a column of 200,000 different values is filled and encoded (B15)', () => {
  const count = 200_000;
  const csv = `a\n${Array.from({ length: count }, (_, i) => (i === 5 ? '' : i)).join('\n')}\n`;
  const { columns } = ok(parseCsv(csv, { missing: { fill: 'mode' } }));
  expect(valuesOf(columns[0]!)[5]).toBe(0);
  const words = categoryColumn(
    'w',
    Array.from({ length: count }, (_, i) => (i === 5 ? null : `w${i}`)),
  );
  const encoding = ok(fitEncoding(tableOf(words), { fill: 'median', oneHot: false }));
  expect(encoding.features[0]).toMatchObject({ fill: 'w0' });
  const x = ok(encodeTable(encoding)(tableOf(words)));
  expect(x.data[5]).toBe(x.data[0]);
});
