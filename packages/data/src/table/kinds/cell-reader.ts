import type { ColumnSchema } from './column-schema.ts';
import { numberReader } from './read-cell-number.ts';
import { dateReader } from './read-date.ts';

/**
 * The reader of a column's texts: numbers, or the seconds since 1970 of dates; NaN for a missing value, and undefined
 * for a text that is neither. Texts have no blanks around them.
 */
export const cellReader = (schema: ColumnSchema): ((text: string) => number | undefined) => {
  const read = schema.kind === 'date' ? dateReader(schema) : numberReader(schema);
  const gaps = new Set(['', ...schema.missing]);
  // A mark such as -999 must not be read as a number, which takes a lookup for every text.
  if ([...gaps].some((mark) => read(mark) !== undefined))
    return (text) => (gaps.has(text) ? Number.NaN : read(text));
  return (text) => {
    const first = text.charCodeAt(0);
    const mayBeNumber = first >= PLUS && first <= NINE;
    if (!mayBeNumber && gaps.has(text)) return Number.NaN;
    return read(text) ?? (mayBeNumber && gaps.has(text) ? Number.NaN : undefined);
  };
};

const PLUS = '+'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);
