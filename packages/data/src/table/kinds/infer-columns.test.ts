import { describe, expect, test } from 'vitest';
import { cellReader } from './cell-reader.ts';
import type { ColumnSchema, InferOptions, Tally } from './column-schema.ts';
import { inferColumns } from './infer-columns.ts';

const tally = (values: readonly string[], name = 'a'): Tally => {
  const texts = [...new Set(values)];
  return { name, texts, counts: texts.map((text) => values.filter((v) => v === text).length) };
};

const infer = (
  columns: Readonly<Record<string, readonly string[]>>,
  options: InferOptions = { strays: 'missing' },
) =>
  inferColumns(
    Object.entries(columns).map(([name, values]) => tally(values, name)),
    options,
  );

/** The values of columns, as they are inferred together: numbers, or `words`. */
const read = (
  columns: Readonly<Record<string, readonly string[]>>,
  options?: InferOptions,
): Readonly<Record<string, readonly (number | undefined)[] | 'words'>> =>
  Object.fromEntries(
    infer(columns, options).columns.map((schema) => [
      schema.name,
      schema.kind === 'category' ? 'words' : columns[schema.name]!.map(cellReader(schema)),
    ]),
  );

const rows = (count: number, text: (i: number) => unknown): readonly string[] =>
  Array.from({ length: count }, (_, i) => String(text(i)));

const gap = Number.NaN;

describe('numbers as people write them', () => {
  test.each<[string, readonly string[], readonly (number | undefined)[] | 'words']>([
    [
      'plain numbers',
      ['1', '-2.5', '+3', '.5', '5.', '1e-3', ''],
      [1, -2.5, 3, 0.5, 5, 0.001, gap],
    ],
    ['decimal commas', ['1,5', '-2,25', '3', ',5'], [1.5, -2.25, 3, 0.5]],
    ['a decimal comma after a zero', ['0,123', '1,234'], [0.123, 1.234]],
    ['decimal commas with exponents', ['1,5e3', '2,5E-3'], [1500, 0.0025]],
    ['points for thousands and a decimal comma', ['1.234,5', '2'], [1234.5, 2]],
    ['points for thousands that show twice', ['1.234.567', '1.234'], [1234567, 1234]],
    ['commas for thousands and a decimal point', ['1,234.5', '1,234'], [1234.5, 1234]],
    ['commas for thousands only', ['1,234', '5'], [1234, 5]],
    ['three decimals only', ['1.234', '5.678'], [1.234, 5.678]],
    ['lakhs and crores', ['1,00,000', '12,34,567'], [100000, 1234567]],
    [
      'blanks',
      ['1 234', '1\u00a0234,5', '2\u202f345\u202f678', '2\u2009345'],
      [1234, 1234.5, 2345678, 2345],
    ],
    ['apostrophes', ["1'234.5", '1’234'], [1234.5, 1234]],
    ['dollars', ['$1,000', '-$2', '$-3', '($4.50)', '$(5)', '6'], [1000, -2, -3, -4.5, -5, 6]],
    ['euros', ['1.000,50 €', '3 €', '€ 4'], [1000.5, 3, 4]],
    ['codes of a currency', ['CHF 5', '6 CHF'], [5, 6]],
    ['signs with letters', ['R$ 5,50', 'R$ 1.000'], [5.5, 1000]],
    ['parentheses', ['(3.50)', '4'], [-3.5, 4]],
    [
      'percentages',
      ['12%', '50 %', '12.3%', '-7%', '0', '(5%)'],
      [0.12, 0.5, 0.123, -0.07, 0, -0.05],
    ],
    ['minus signs', ['-5', '−5', '–5', '6'], [-5, -5, -5, 6]],
    ['groups of other sizes', ['12,34', '1,2345'], [12.34, 1.2345]],
    [
      'infinities of overflow',
      ['1e999', ...rows(30, String)],
      [undefined, ...rows(30, String).map(Number)],
    ],
    ['hexadecimal numbers', ['0x10', '0x11'], 'words'],
    ['underscores', ['1_000', '1_001'], 'words'],
    ['other digits', ['٣', '٤'], 'words'],
    ['full-width digits', ['１', '２'], 'words'],
    ['telephone numbers', ['+49 170 123', '+49 171 456'], 'words'],
    ['versions', ['1.2.3', '1.10.4'], 'words'],
    ['ranges and fractions', ['1-2', '1/2'], 'words'],
    ['units of measure', ['5 kg', '6 kg'], 'words'],
    ['two signs', ['--1', '-(1)', '$5€'], 'words'],
    ['two conventions', ['1.5', '2,5'], 'words'],
    ['several currencies', ['$5', '€6', '$7'], 'words'],
    ['percentages and numbers', ['5%', '7', '8%'], 'words'],
    ['leading zeros', ['01234', '1234', '90210'], 'words'],
    ['leading zeros with a sign', ['-01', '2'], 'words'],
    ['a zero and decimals', ['0', '0.5', '.25'], [0, 0.5, 0.25]],
    ['16 digits', ['1234567890123456', '2'], 'words'],
    ['16 digits in groups', ['1,234,567,890,123,456', '2'], 'words'],
    ['15 digits', ['123456789012345', '2'], [123456789012345, 2]],
    ['many decimals', ['0.12345678901234567'], [Number('0.12345678901234567')]],
    ['booleans', ['True', 'false'], 'words'],
    ['nothing', ['', 'NA'], [gap, gap]],
  ])('%s', (_, values, expected) => {
    expect(read({ a: values })).toEqual({ a: expected });
  });

  test('an open comma is what the other columns show, then what an earlier file had, then thousands', () => {
    const a = ['1,234', '5,678'];
    const prior: ColumnSchema = { name: 'a', kind: 'number', decimal: ',', missing: [''] };
    expect(infer({ a }).ambiguous).toEqual(['a']);
    expect(read({ a, b: ['1,5'] }).a).toEqual([1.234, 5.678]);
    expect(read({ a, b: ['1.5'] }).a).toEqual([1234, 5678]);
    expect(read({ a }, { prior: [prior] }).a).toEqual([1.234, 5.678]);
    expect(read({ a }, { prior: [{ ...prior, name: 'other' }] }).a).toEqual([1.234, 5.678]);
    expect(read({ a, b: ['1.5'] }, { prior: [prior] }).a).toEqual([1234, 5678]);
    expect(read({ a, b: ['1.5'], c: ['1,5'] }).a).toEqual([1234, 5678]);
    expect(read({ a: ['1.234'], b: ['1,5'] }).a).toEqual([1234]);
    expect(read({ a, b: ['1.5'] }, { decimal: ',' })).toEqual({ a: [1.234, 5.678], b: 'words' });
  });

  describe('a part of a file whose columns have several notations is read as the whole', () => {
    const words: ColumnSchema = { name: 'b', kind: 'category', missing: [''] };
    const point: ColumnSchema = { name: 'a', kind: 'number', thousands: ',', missing: [''] };
    const comma: ColumnSchema = { name: 'a', kind: 'number', decimal: ',', missing: [''] };

    test('a decimal mark that a column had before says nothing of the others', () => {
      const b: ColumnSchema = { ...comma, name: 'b' };
      expect(read({ a: ['1,234'], b: ['1,5'] }, { prior: [point, b] }).a).toEqual([1234]);
      expect(read({ a: ['1,234'], b: ['1.5'] }, { prior: [comma, b] }).a).toEqual([1234]);
    });

    test('a number in a column of words says nothing of the others', () => {
      const part = { a: ['1,234'], b: ['1.0'] };
      expect(read(part, { prior: [comma, words] }).a).toEqual([1.234]);
      expect(read(part, { prior: [comma], types: { b: 'category' } }).a).toEqual([1.234]);
    });

    test('an order of dates that a column had before says nothing of the others', () => {
      const date = { kind: 'date', missing: [''] } as const;
      const prior: readonly ColumnSchema[] = [
        { ...date, name: 'a', order: 'dmy' },
        { ...date, name: 'b', order: 'mdy' },
      ];
      const orders = (b: string) =>
        infer({ a: ['1.2.1950'], b: [b] }, { prior }).columns.map(({ order }) => order);
      expect(orders('1/13/1950')).toEqual(['dmy', 'mdy']);
      expect(orders('13/1/1950')).toEqual(['dmy', 'dmy']);
    });

    test('a word that was a missing value among dates or numbers is one, however frequent', () => {
      const date: ColumnSchema = { name: 'a', kind: 'date', order: 'ymd', missing: ['', 'x'] };
      const number: ColumnSchema = { name: 'b', kind: 'number', missing: ['', 'y'] };
      expect(
        infer({ a: ['x', '1950-01-01'], b: ['y', 'y'] }, { prior: [date, number] }).columns.map(
          ({ kind }) => kind,
        ),
      ).toEqual(['date', 'number']);
    });
  });

  test('whole numbers take the decimal mark of the file, so that later files are read right', () => {
    expect(infer({ a: ['1', '2'], b: ['1,5'] }).columns[0]).toMatchObject({ decimal: ',' });
  });
});

describe('marks of missing values', () => {
  test('B10: a mark that is as frequent as words is a word', () => {
    const region = rows(120, (i) => ['NA', 'EU', 'AS', 'EU'][i % 4]);
    const found = infer({ region, a: rows(120, (i) => (i * 7) % 13) });
    expect(found.columns[0]!.missing).not.toContain('NA');
    expect(found.columns[0]!.missing).toContain('N/A');
    expect(found.remarks).toEqual([
      'in column region, "NA" (30 values) is read as a word, because it is not rarer than other words there; pass --missing NA to read it as a missing value',
    ]);
  });

  test('a mark among names is one of them only if it is not more frequent than each of them', () => {
    const countries = rows(60, (i) => (i === 30 ? 'NA' : `C${i}`));
    const cities = rows(60, (i) => (i % 20 === 0 ? 'NA' : `town ${i % 50}`));
    expect(infer({ countries }).columns[0]!.missing).not.toContain('NA');
    expect(infer({ cities }).columns[0]!.missing).toContain('NA');
  });

  test('a rare mark, one that is a gap in a column of numbers, and one that is named are gaps', () => {
    const region = rows(120, (i) => ['NA', 'EU', 'AS', 'EU'][i % 4]);
    const rare = rows(120, (i) => (i < 10 ? 'NA' : ['EU', 'AS'][i % 2]));
    const numbers = rows(120, (i) => (i === 0 ? 'NA' : i));
    for (const [columns, options] of [
      [{ rare }, {}],
      [{ region, numbers }, {}],
      [{ region }, { missing: ['NA'] }],
    ] as const)
      expect(infer(columns, { strays: 'missing', ...options }).columns[0]!.missing).toContain('NA');
  });

  test.each(['', '?', '-', '.', '--', '–', '—', '#N/A', '<NA>', '-1.#IND'])(
    '%j is never a word',
    (mark) => {
      const values = rows(40, (i) => (i % 2 === 0 ? mark : 'x'));
      expect(infer({ a: values }).columns[0]!.missing).toContain(mark);
    },
  );

  test('B08: the marks of other programs are gaps among numbers, in every case of letters', () => {
    const marks = ['null', 'None', 'N/A', 'n/a', 'nan', '#N/A', '-', 'none', 'Null', '—'];
    const a = [...rows(30, (i) => i), ...marks];
    expect(read({ a }).a!.slice(30)).toEqual(marks.map(() => gap));
  });

  test('named marks replace the usual ones, and may be numbers', () => {
    const a = ['1', '2', '-999', 'NA', ''];
    const found = infer({ a }, { missing: ['-999'] });
    expect(found.columns[0]).toEqual({ name: 'a', kind: 'number', missing: ['', '-999'] });
    expect(a.map(cellReader(found.columns[0]!))).toEqual([1, 2, gap, undefined, gap]);
  });

  test('a mark is said once for all columns', () => {
    const columns = Object.fromEntries(
      rows(9, (i) => `c${i}`).map((name) => [name, ['1', 'null']]),
    );
    expect(infer(columns).remarks).toEqual([
      'in columns c0, c1, c2, c3, c4 and 4 more, "null" (9 values) is read as a missing value',
    ]);
  });
});

describe('words among numbers', () => {
  test('B08: codes and grades are words', () => {
    const diag = rows(60, (i) => (i % 6 === 0 ? 'V27' : [250, 401, 428, 786, 410][i % 5]));
    const grade = rows(60, (i) => (i % 6 === 0 ? 'F' : (i % 5) + 1));
    expect(infer({ diag, grade }).remarks).toEqual([
      'column diag is read as words, because "V27" (10 of 60 rows) is not a number; pass --types diag=number to read the column as numbers, and this text as a missing value',
      'column grade is read as words, because "F" (10 of 60 rows) is not a number; pass --types grade=number to read the column as numbers, and this text as a missing value',
    ]);
    expect(read({ diag, grade })).toEqual({ diag: 'words', grade: 'words' });
    const forced = { strays: 'missing', types: { diag: 'number' } } as const;
    expect(read({ diag }, forced).diag![0]).toBe(gap); // A mark of the column from now on.
    expect(infer({ diag }, forced).columns[0]!.missing).toContain('V27');
  });

  test('few words among many numbers are missing values, and infinities are said to be infinite', () => {
    const a = rows(100, (i) => (i === 3 ? '12abc' : i === 5 ? 'inf' : i + 0.5));
    const found = infer({ a });
    expect(found.columns[0]).toMatchObject({ kind: 'number' });
    expect(found.remarks).toEqual([
      'in column a, "12abc" (1 value) is not a number and is read as a missing value; pass --types a=category to read words',
      'in column a, "inf" (1 value) is not finite and is read as a missing value',
    ]);
  });

  test('5 % of words are few; one among up to 20 whole numbers is too many', () => {
    const words = (count: number, numbers: (i: number) => number) =>
      rows(100, (i) => (i < count ? `w${i}` : numbers(i)));
    const kind = (values: readonly string[]) => infer({ a: values }).columns[0]!.kind;
    expect(kind(words(5, (i) => i))).toBe('number');
    expect(kind(words(6, (i) => i))).toBe('category');
    expect(kind(words(1, (i) => i % 20))).toBe('category');
    expect(kind(words(1, (i) => i % 21))).toBe('number');
    expect(kind(words(1, (i) => (i % 20) / 2))).toBe('number');
    expect(kind(words(0, (i) => i % 2))).toBe('number');
  });

  test('many infinities do not make words of numbers', () => {
    expect(infer({ a: rows(60, (i) => (i % 3 === 0 ? '-Infinity' : i)) }).columns[0]!.kind).toBe(
      'number',
    );
  });

  test('as errors, they are left to the reader, as long as most values are numbers', () => {
    const found = infer({ a: ['1', '2', '3l'], b: ['x', 'y', '1'] }, {});
    expect(found.columns.map(({ kind }) => kind)).toEqual(['number', 'category']);
    expect(cellReader(found.columns[0]!)('3l')).toBeUndefined();
    expect(found.remarks).toEqual([]);
  });

  test('B39: codes with zeros in front are words, unless they are said to be numbers', () => {
    const zip = rows(60, (i) => ['01234', '1234', '90210'][i % 3]);
    expect(infer({ zip }).remarks).toEqual([
      'the numbers of column zip are read as words, because some begin with 0, such as "01234"; pass --types zip=number to read them as numbers',
    ]);
    expect(read({ zip }, { types: { zip: 'number' } }).zip!.slice(0, 2)).toEqual([1234, 1234]);
  });
});

describe('remarks', () => {
  const thousands = rows(60, (i) => `1,${100 + i}`);
  test.each<[string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
    ['plain numbers and words', { a: ['1', '2.5'], b: ['x', 'y'] }, []],
    [
      'B04: decimal commas',
      { breite: ['1,5'], hoehe: ['2,25'], preis: ['9'] },
      ['in columns breite and hoehe, the comma is the decimal mark'],
    ],
    [
      'B04: dollars and thousands',
      { area: ['1,000,000', '2,000'], price: ['$100,000', '$5.50'] },
      [
        'in columns area and price, commas separate thousands',
        'in column price, numbers are read without the sign $',
      ],
    ],
    [
      'an open comma',
      { a: thousands },
      [
        'in column a, "1,100" is read as 1100, because commas usually separate thousands; pass --decimal , to read it as 1.1',
      ],
    ],
    [
      'an open comma beside decimal commas',
      { a: thousands, b: ['0,5'] },
      [
        'in column a, "1,100" is read as 1.1, as the other columns are written; pass --decimal . to read it as 1100',
        'in column b, the comma is the decimal mark',
      ],
    ],
    ['three decimals', { a: ['1.234', '5.678'] }, []],
    [
      'percentages',
      { a: ['5%', '7%'] },
      ['in column a, percentages are read as shares: 50% is 0.5'],
    ],
    [
      'several conventions',
      { a: rows(60, (i) => (i % 2 === 0 ? `1.${i}5` : `1,${i}5`)) },
      [
        'column a is read as words, because its numbers are written in several ways, such as "1.585" and "1,595"; write them alike to use them as numbers',
      ],
    ],
    [
      'long numbers',
      { 'my id': ['12345678901234567', '2'] },
      [
        `the numbers of column my id are read as words, because some have more than 15 digits, such as "12345678901234567", and would be rounded; pass --ignore 'my id' to leave them out, or --types 'my id=number' to round them`,
      ],
    ],
    [
      'spellings',
      { a: ['True', 'true', 'x'] },
      [
        'in column a, "True" and "true" are different words; write them alike if they mean the same',
      ],
    ],
    [
      'spellings of names, which are of no use as words',
      { a: ['Elm Street', 'elm street', ...rows(30, (i) => `street ${i}`)] },
      [],
    ],
    [
      'an amount in another currency',
      { a: rows(100, (i) => (i === 7 ? '€7' : `$${i}.50`)) },
      [
        'in column a, numbers are read without the sign $',
        'in column a, "€7" (1 value) is not an amount in $ and is read as a missing value; pass --types a=category to read words',
      ],
    ],
  ])('%s', (_, columns, expected) => {
    expect(infer(columns).remarks).toEqual(expected);
  });
});

describe('what an earlier file was read by', () => {
  const prior = (schema: Partial<ColumnSchema>): InferOptions => ({
    strays: 'missing',
    prior: [{ name: 'a', kind: 'category', missing: ['', 'N/A'], ...schema }],
  });

  test.each<[string, readonly string[], Partial<ColumnSchema>, Partial<ColumnSchema>]>([
    [
      'words stay words',
      ['1', '2'],
      { kind: 'category' },
      { kind: 'category', missing: ['', 'N/A'] },
    ],
    ['what is left out stays out', ['1', '2'], { kind: 'ignore' }, { kind: 'ignore' }],
    [
      'an empty column is of the kind it was',
      ['', ''],
      { kind: 'date', order: 'ymd' },
      { kind: 'date' },
    ],
    ['numbers stay numbers', ['01', 'x', '3'], { kind: 'number' }, { kind: 'number' }],
    [
      'words in a column of numbers are words',
      ['x', 'y'],
      { kind: 'number' },
      { kind: 'category' },
    ],
    ['a unit stays', ['5', '6'], { kind: 'number', unit: '$' }, { kind: 'number', unit: '$' }],
    ['a separator stays', ['5', '6'], { kind: 'number', thousands: "'" }, { thousands: "'" }],
    ['an open order stays', ['01/02/2020'], { kind: 'date', order: 'dmy' }, { order: 'dmy' }],
  ])('%s', (_, values, before, after) => {
    expect(infer({ a: values }, prior(before)).columns[0]).toMatchObject(after);
  });
});
