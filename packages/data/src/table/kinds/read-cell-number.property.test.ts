import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellReader } from './cell-reader.ts';
import type { Tally } from './column-schema.ts';
import { inferColumns } from './infer-columns.ts';
import { type Notation, notations } from './notation.ts';

const tallyOf = (texts: readonly string[]): Tally => {
  const distinct = [...new Set(texts)];
  return {
    name: 'a',
    texts: distinct,
    counts: distinct.map((text) => texts.filter((other) => other === text).length),
  };
};

/** The digits of a number with groups of three and a decimal mark. */
const write = (value: number, { decimal, thousands }: Notation): string => {
  const [whole = '', part] = `${Math.abs(value)}`.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return (value < 0 ? '-' : '') + grouped + (part === undefined ? '' : decimal + part);
};

const signs: readonly ((digits: string) => string)[] = [
  (digits) => digits,
  (digits) => digits.replace('-', '−'),
  (digits) => (digits.startsWith('-') ? `(${digits.slice(1)})` : digits),
];
const units: readonly ((digits: string) => string)[] = [
  (digits) => digits,
  (digits) => `$${digits}`,
  (digits) => `${digits} €`,
  (digits) => `${digits}\u00a0CHF`,
  (digits) => digits.replace(/[−-]?(?=\d)/, (sign) => `${sign}US$ `),
];
const blanks = [' ', '\u00a0', '\u202f', '\u2009'];

/** Numbers that `String` writes without an exponent. */
const decimals = fc
  .tuple(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.integer({ min: 0, max: 6 }))
  .map(([value, places]) => Number(value.toFixed(places)) + 0)
  .filter((value) => !`${value}`.includes('e'));

test('numbers written in one notation are inferred and read back exactly', () => {
  fc.assert(
    fc.property(
      fc.array(decimals, { minLength: 1, maxLength: 30 }),
      fc.constantFrom(...notations),
      fc.constantFrom(...signs),
      fc.constantFrom(...units),
      fc.constantFrom(...blanks),
      (values, notation, sign, unit, blank) => {
        // The last number shows the notation: two groups of thousands, and one decimal.
        const shown = [...values, 1234567.5];
        const texts = shown.map((value) =>
          sign(unit(write(value, notation).replaceAll(' ', blank))),
        );
        const { columns, ambiguous } = inferColumns([tallyOf(texts)], { strays: 'missing' });
        expect(columns[0]).toMatchObject({ kind: 'number' });
        expect(texts.map(cellReader(columns[0]!))).toEqual(shown);
        expect(ambiguous).toEqual([]);
      },
    ),
    { numRuns: 400 },
  );
});

test('every finite number that String writes is read back exactly', () => {
  const read = cellReader({ name: 'a', kind: 'number', missing: [''] });
  const comma = cellReader({ name: 'a', kind: 'number', decimal: ',', missing: [''] });
  fc.assert(
    fc.property(
      fc.oneof(decimals, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()),
      (value) => {
        expect(read(String(value))).toBe(value === 0 ? 0 : value);
        expect(comma(String(value).replace('.', ','))).toBe(value === 0 ? 0 : value);
      },
    ),
    { numRuns: 2000 },
  );
});

test('texts of digits and a decimal mark are rounded as Number rounds them', () => {
  const read = cellReader({ name: 'a', kind: 'number', missing: [''] });
  const share = cellReader({ name: 'a', kind: 'number', unit: '%', missing: [''] });
  const digits = fc.stringMatching(/^[+-]?(\d{1,20}\.?\d{0,20}|\.\d{1,20})$/);
  fc.assert(
    fc.property(digits, (text) => {
      expect(read(text)).toBe(Number(text));
      expect(share(`${text}%`)).toBe(Number(`${text}e-2`));
    }),
    { numRuns: 2000 },
  );
});

test('no text throws, and none but a missing value is NaN', () => {
  const schemas = inferColumns([
    tallyOf(['1.234,5']),
    tallyOf(['$1,000']),
    tallyOf(['5%']),
    tallyOf(['2020-01-02 10:00']),
    tallyOf(['10:30']),
  ]).columns;
  const piece = fc.constantFrom(..."0123456789.,-+−()%$€ eE:/TZ'’ab٣\u00a0", 'Jan', 'inf', 'PM');
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 14 }),
      fc.constantFrom(...schemas),
      (parts, schema) => {
        const text = parts.join('').trim();
        const value = cellReader(schema)(text);
        if (value === undefined) return;
        expect(Number.isNaN(value)).toBe(schema.missing.includes(text));
        expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY);
      },
    ),
    { numRuns: 2000 },
  );
});
