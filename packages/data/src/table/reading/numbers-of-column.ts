import { cellReader } from '../kinds/cell-reader.ts';
import type { ColumnSchema, Tally } from '../kinds/column-schema.ts';
import { type Growing, growingNumbers } from './growing.ts';
import type { ColumnTexts } from './texts-of-column.ts';

/** A text that is not a number, or a mark of a missing value, in a column of numbers or dates. */
export interface OddText {
  rows: number;
  /** The first row with it, counted from 0. */
  readonly first: number;
}

/** A column as numbers, or seconds; NaN for missing values and for strays. */
export interface ColumnNumbers {
  readonly kind: 'numbers';
  readonly schema: ColumnSchema;
  readonly read: (text: string) => number | undefined;
  readonly values: Growing<Float64Array>;
  /** What the column held before it became numbers: the sample by which its schema was inferred. */
  readonly sample: Tally;
  readonly strays: Map<string, OddText>;
  readonly gaps: Map<string, OddText>;
  /** A few texts that are read as numbers, but show that the column may be one of codes. */
  readonly codes: Set<string>;
}

const note = (odd: Map<string, OddText>, text: string, row: number): void => {
  const known = odd.get(text);
  if (known === undefined) odd.set(text, { rows: 1, first: row });
  else known.rows++;
};

export const columnNumbers = (schema: ColumnSchema): ColumnNumbers => ({
  kind: 'numbers',
  schema,
  read: cellReader(schema),
  values: growingNumbers(),
  sample: { name: schema.name, texts: [], counts: [] },
  strays: new Map(),
  gaps: new Map(),
  codes: new Set(),
});

/** The number of codes that are kept. */
const MOST_CODES = 8;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Whether a text is a whole number that loses digits as a number: it has leading zeros, or more digits than a float64. */
const isCode = (text: string): boolean => {
  const first = text.charCodeAt(0);
  const start = first === 45 || first === 43 ? 1 : 0;
  const startsWithZero = text.charCodeAt(start) === 48 && isDigit(text.charCodeAt(start + 1));
  return (startsWithZero || text.length > 15) && /^[+-]?(0\d+|\d{16,})$/.test(text);
};

/** Adds the values of a column of rows, from a row on. */
export const addNumbers = (
  { read, values, strays, gaps, codes }: ColumnNumbers,
  rows: readonly (readonly string[])[],
  column: number,
  from: number,
): void => {
  for (let i = from; i < rows.length; i++) {
    const text = rows[i]![column]!;
    const value = read(text);
    if (value === undefined) note(strays, text, values.length());
    else if (Number.isNaN(value)) note(gaps, text, values.length());
    else if (codes.size < MOST_CODES && isCode(text)) codes.add(text);
    values.push(value ?? Number.NaN);
  }
};

/** The same column as numbers, as the schema reads its texts. */
export const numbersOfTexts = (
  { texts, counts, codes }: ColumnTexts,
  schema: ColumnSchema,
): ColumnNumbers => {
  const column = { ...columnNumbers(schema), sample: { name: schema.name, texts, counts } };
  const values = texts.map(column.read);
  for (const code of codes.take()) {
    if (values[code] === undefined) note(column.strays, texts[code]!, column.values.length());
    column.values.push(values[code] ?? Number.NaN);
  }
  return column;
};

/** The sample, and the strays, gaps and codes after it. The rows of further numbers count as those of a number of the sample. */
export const tallyOfNumbers = ({
  schema: { name },
  read,
  values,
  sample,
  strays,
  gaps,
  codes,
}: ColumnNumbers): Tally => {
  const counts = new Map(sample.texts.map((text, i) => [text, sample.counts[i]!]));
  for (const [text, { rows }] of gaps) counts.set(text, (counts.get(text) ?? 0) + rows);
  for (const [text, { rows }] of strays) counts.set(text, rows);
  for (const text of codes) counts.set(text, counts.get(text) ?? 1);
  let others = values.length();
  for (const rows of counts.values()) others -= rows;
  const number = sample.texts.find((text) => !Number.isNaN(read(text) ?? Number.NaN));
  if (number !== undefined) counts.set(number, counts.get(number)! + others);
  return { name, texts: [...counts.keys()], counts: [...counts.values()] };
};
