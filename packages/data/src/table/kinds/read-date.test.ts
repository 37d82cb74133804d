import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DateOrder } from './column-schema.ts';
import { inferColumns } from './infer-columns.ts';
import { dateReader } from './read-date.ts';

const at = (text: string): number => Date.parse(text) / 1000;
const gapless = (name: string, texts: readonly string[]) => ({
  name,
  texts,
  counts: texts.map(() => 1),
});

describe('dates', () => {
  test.each<[string, string, DateOrder?]>([
    ['2020-01-05', '2020-01-05'],
    ['2020/1/5', '2020-01-05'],
    ['2020.01.05', '2020-01-05'],
    ['2020-03', '2020-03-01'],
    ['0099-03-01', '0099-03-01'],
    ['1850-12-31', '1850-12-31'],
    ['2020-01-05T10:30', '2020-01-05T10:30Z'],
    ['2020-01-05 10:30:15', '2020-01-05T10:30:15Z'],
    ['2020-01-05T10:30:15.250Z', '2020-01-05T10:30:15.25Z'],
    ['2020-01-05T10:30:15,250Z', '2020-01-05T10:30:15.25Z'],
    ['2020-01-05T10:30:15+02:00', '2020-01-05T08:30:15Z'],
    ['2020-01-05 10:30:15 -0530', '2020-01-05T16:00:15Z'],
    ['2020-01-05 10:30:15+02', '2020-01-05T08:30:15Z'],
    ['2020-01-05 10:30 UTC', '2020-01-05T10:30Z'],
    ['2020-01-05, 1:05 pm', '2020-01-05T13:05Z'],
    ['2020-01-05 12:05 AM', '2020-01-05T00:05Z'],
    ['Jan 5 2020', '2020-01-05'],
    ['Jan 5, 2020', '2020-01-05'],
    ['January 5, 2020 3:04 p.m.', '2020-01-05T15:04Z'],
    ['Sept. 5, 2020', '2020-09-05'],
    ['5 Jan 2020', '2020-01-05'],
    ['5-Jan-20', '2020-01-05'],
    ['05-MAY-99', '1999-05-05'],
    ['Mon, 06 Jan 2020 10:00:00 GMT', '2020-01-06T10:00Z'],
    ['Jan 2020', '2020-01-01'],
    ['13.01.2020', '2020-01-13', 'dmy'],
    ['13.01.2020 07:05', '2020-01-13T07:05Z', 'dmy'],
    ['13.01.20', '2020-01-13', 'dmy'],
    ['3/4/2020', '2020-04-03', 'dmy'],
    ['3/4/2020', '2020-03-04', 'mdy'],
    ['3-4-2020', '2020-03-04', 'mdy'],
    ['1/31/68', '2068-01-31', 'mdy'],
    ['1/31/69', '1969-01-31', 'mdy'],
    ['29/02/2020', '2020-02-29', 'dmy'],
  ])('%s is %s', (text, expected, order = 'ymd') => {
    expect(dateReader({ order })(text)).toBe(at(expected));
  });

  test.each<[string, DateOrder?]>([
    ['2020-02-30'],
    ['2021-02-29'],
    ['2020-13-01'],
    ['2020-00-10'],
    ['2020-01-00'],
    ['2020-01/05'],
    ['2020-01-05T'],
    ['2020-01-05 24:00'],
    ['2020-01-05 10:60'],
    ['2020-01-05 13:00 PM'],
    ['2020-01-05 0:30 AM'],
    ['10:30'],
    ['1.2.3'],
    ['Mayor 5 2020'],
    ['May'],
    ['13/01/2020', 'mdy'],
    ['01/13/2020', 'dmy'],
    ['01/02/2020', 'ymd'],
    ['٢٠٢٠-٠١-٠٥'],
  ])('%s is none', (text, order = 'ymd') => {
    expect(dateReader({ order })(text)).toBeUndefined();
  });

  test.each<[string, number | undefined]>([
    ['0:00', 0],
    ['9:15', 33300],
    ['09:15:30', 33330],
    ['9:15 pm', 76500],
    ['12:00 AM', 0],
    ['23:59:59.5', 86399.5],
    ['24:00', undefined],
    ['9:5', undefined],
    ['2020-01-05', undefined],
    ['2020-01-05 10:30', undefined],
  ])('the time %s of a day is %s', (text, expected) => {
    expect(dateReader({})(text)).toBe(expected);
  });

  test('a reader gives every text its own value, in any order', () => {
    const read = dateReader({ order: 'ymd' });
    const texts = ['2020-01-05 10:00', '2020-01-05 11:00', 'x1', '2020-01-06', 'x1', '2020-01-05'];
    expect(texts.map(read)).toEqual([
      ...['2020-01-05T10:00Z', '2020-01-05T11:00Z'].map(at),
      undefined,
      at('2020-01-06'),
      undefined,
      at('2020-01-05'),
    ]);
  });

  test('what Date writes is read back', () => {
    const dates = fc.date({
      min: new Date('0000-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    const read = dateReader({ order: 'ymd' });
    fc.assert(
      fc.property(dates, (date) => {
        const whole = Math.floor(date.getTime() / 1000);
        expect(read(date.toISOString())).toBeCloseTo(date.getTime() / 1000, 3);
        expect(read(date.toUTCString())).toBe(whole);
        expect(read(date.toISOString().slice(0, 10))).toBe(Math.floor(whole / 86400) * 86400);
      }),
      { numRuns: 300 },
    );
  });
});

describe('columns of dates', () => {
  const infer = (columns: Readonly<Record<string, readonly string[]>>) =>
    inferColumns(
      Object.entries(columns).map(([name, texts]) => gapless(name, texts)),
      { strays: 'missing' },
    );

  test.each<[string, readonly string[], DateOrder | 'times' | 'words' | 'numbers', string]>([
    ['ISO', ['2020-01-02', '2020-01-03T10:00Z'], 'ymd', 'column a is read as dates'],
    [
      'month first',
      ['01/13/2020', '1/2/2020'],
      'mdy',
      'column a is read as dates in the order month, day, year',
    ],
    [
      'day first',
      ['13.01.2020', '01.02.2020'],
      'dmy',
      'column a is read as dates in the order day, month, year',
    ],
    [
      'ISO among others',
      ['2020-01-02', '13/01/2020'],
      'dmy',
      'column a is read as dates in the order day, month, year',
    ],
    [
      'an open order with strokes',
      ['01/02/2020'],
      'mdy',
      'column a is read as dates in the order month, day, year, which no value shows: "01/02/2020" could have another order; to change it, write the schema with --schema, correct "order" in it, and pass it in the next run',
    ],
    [
      'an open order with points',
      ['01.02.2020'],
      'dmy',
      'column a is read as dates in the order day, month, year, which no value shows: "01.02.2020" could have another order; to change it, write the schema with --schema, correct "order" in it, and pass it in the next run',
    ],
    ['times', ['10:30', '9:15 PM'], 'times', 'column a is read as times of the day'],
    ['a day that does not exist', ['2020-02-30', '2020-02-01'], 'words', ''],
    ['years', ['2020', '2021'], 'numbers', ''],
    [
      'years with zeros',
      ['0042', '1234', '1999'],
      'words',
      'the numbers of column a are read as words, because some begin with 0, such as "0042"; pass --types a=number to read them as numbers',
    ],
    ['days without marks', ['20200105', '20200106'], 'numbers', ''],
    ['months', ['May', 'June'], 'words', ''],
    ['versions', ['1.2.2020', '1.2.3', '4.5.6'], 'words', ''],
  ])('%s', (_, a, kind, remark) => {
    const { columns, remarks } = infer({ a });
    const { kind: found, order } = columns[0]!;
    const shown =
      found === 'category' ? 'words' : found === 'number' ? 'numbers' : (order ?? 'times');
    expect([shown, remarks.join()]).toEqual([kind, remark]);
  });

  test('an open order is that of the other columns', () => {
    expect(infer({ a: ['01/02/2020'], b: ['13/02/2020'] }).columns[0]).toMatchObject({
      order: 'dmy',
    });
  });

  test('one text in twenty may be no date, with a remark', () => {
    const days = Array.from({ length: 19 }, (_, i) => `2020-01-${10 + i}`);
    expect(infer({ a: [...days, 'soon'] })).toMatchObject({
      columns: [{ kind: 'date' }],
      remarks: [
        'column a is read as dates',
        'in column a, "soon" (1 value) is not a date and is read as a missing value; pass --types a=category to read words',
      ],
    });
    expect(infer({ a: [...days.slice(1), 'soon'] }).columns[0]).toMatchObject({ kind: 'category' });
  });

  test('plain days and years are dates if they are said to be', () => {
    const types = { a: 'date', b: 'date' } as const;
    const { columns } = inferColumns([gapless('a', ['20200105']), gapless('b', ['2020'])], {
      types,
    });
    expect(columns.map((schema, i) => dateReader(schema)(['20200105', '2020'][i]!))).toEqual([
      at('2020-01-05'),
      at('2020-01-01'),
    ]);
  });
});
