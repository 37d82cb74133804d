import { readNumber } from '../read-number.ts';
import type { ColumnSchema } from './column-schema.ts';
import { isIn, type Notation, plainDigits } from './notation.ts';
import { type NumberText, numberText } from './number-text.ts';

const powersOfTen = Float64Array.from({ length: 18 }, (_, i) => Number(`1e${i}`));

/** The text's number in the notation of the column; undefined for a word, NaN is never returned. */
export const numberReader = (schema: ColumnSchema): ((text: string) => number | undefined) => {
  const { decimal = '.', thousands = '', unit = '' } = schema;
  const mark = decimal.charCodeAt(0);
  const notation = { decimal, thousands };
  const readAny = (text: string): number | undefined => {
    const parts = numberText(text);
    return parts !== undefined && hasUnit(unit, parts) ? valueIn(notation, parts) : undefined;
  };
  if (unit === '%')
    return (text) => {
      const share = text.endsWith('%') ? plainNumber(text.slice(0, -1), mark, 2) : Number.NaN;
      return Number.isNaN(share) ? readAny(text) : share;
    };
  return (text) => {
    const plain = plainNumber(text, mark, 0);
    if (!Number.isNaN(plain)) return plain;
    return (decimal === '.' ? readNumber(text) : undefined) ?? readAny(text);
  };
};

/**
 * The number of up to 15 digits divided by a power of ten, or NaN if the text is something else. The quotient is rounded once and correctly,
 * because the digits and the power of ten are exact (Clinger, How to read floating-point numbers accurately, 1990).
 */
const plainNumber = (text: string, mark: number, power: number): number => {
  const { length } = text;
  if (length > 17) return Number.NaN;
  const first = text.charCodeAt(0);
  const start = first === 45 || first === 43 ? 1 : 0;
  let digits = 0;
  let after = -1;
  for (let i = start; i < length; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) digits = digits * 10 + code - 48;
    else if (code === mark && after === -1) after = length - 1 - i;
    else return Number.NaN;
  }
  const count = length - start - (after === -1 ? 0 : 1);
  if (count === 0 || count > 15) return Number.NaN;
  const places = (after === -1 ? 0 : after) + power;
  const size = places > 0 ? digits / powersOfTen[places]! : digits;
  return first === 45 ? -size : size;
};

/** The value of a number's parts in a notation; undefined if they are not in it, or the value is not finite. */
export const valueIn = (notation: Notation, parts: NumberText): number | undefined => {
  if (!isIn(notation, parts.body)) return undefined;
  const digits = plainDigits(notation, parts.body);
  // The power of ten belongs to the text, because a division of the number would round a second time.
  const exponent = parts.exponent - (parts.unit === '%' ? 2 : 0);
  const size = Number(exponent === 0 ? digits : `${digits}e${exponent}`);
  if (!Number.isFinite(size)) return undefined;
  return parts.negative ? -size : size;
};

/** Whether a number has the unit of its column: no percentage but 0 lacks its sign, but an amount of money may. */
export const hasUnit = (unit: string, parts: NumberText): boolean =>
  parts.unit === unit || (parts.unit === '' && (unit !== '%' || isBareZero(parts)));

export const isBareZero = ({ unit, body }: NumberText): boolean =>
  unit === '' && /^[0.,]*$/.test(body);
