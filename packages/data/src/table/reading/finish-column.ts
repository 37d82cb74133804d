import { categoriesOf } from '../categories-of.ts';
import { cellReader } from '../kinds/cell-reader.ts';
import type { ColumnSchema } from '../kinds/column-schema.ts';
import type { Column } from '../table.ts';
import type { ColumnState } from './column-builder.ts';
import type { ColumnNumbers } from './numbers-of-column.ts';
import type { ColumnTexts } from './texts-of-column.ts';

/** A text that is not a number where one is required, and the first row with it. */
export interface Stray {
  readonly text: string;
  readonly row: number;
}

export interface FinishedColumn {
  /** Undefined if the column is left out of the table. */
  readonly column?: Column;
  readonly stray?: Stray;
}

/**
 * Whether numbers that were read by one schema are those that another one reads. Plain numbers do not depend on a
 * separator of thousands.
 */
const readsAlike = (before: ColumnSchema, after: ColumnSchema): boolean =>
  before.kind === after.kind &&
  before.order === after.order &&
  (before.unit ?? '') === (after.unit ?? '') &&
  (before.decimal ?? '.') === (after.decimal ?? '.') &&
  ((before.thousands ?? '') === (after.thousands ?? '') || (before.thousands ?? '') === '');

/** Whether a column must be read again, with all its texts, because its values are not those of its schema. */
export const isStale = (state: ColumnState, schema: ColumnSchema): boolean => {
  if (state.kind === 'aside') return schema.kind !== 'text' && schema.kind !== 'ignore';
  return state.kind === 'numbers' && !readsAlike(state.schema, schema);
};

const firstStray = (
  { texts, codes }: { texts: readonly string[]; codes: Int32Array },
  isStray: readonly boolean[],
): Stray | undefined => {
  const row = codes.findIndex((code) => isStray[code] === true);
  return row === -1 ? undefined : { text: texts[codes[row]!]!, row };
};

const numbersFromTexts = (
  schema: ColumnSchema,
  { texts, codes: taken }: ColumnTexts,
): FinishedColumn => {
  const read = texts.map(cellReader(schema));
  const codes = taken.take();
  const values = new Float64Array(codes.length);
  for (let row = 0; row < codes.length; row++) values[row] = read[codes[row]!] ?? Number.NaN;
  const strays = read.map((value) => value === undefined);
  const stray = strays.includes(true) ? firstStray({ texts, codes }, strays) : undefined;
  return {
    column: { name: schema.name, kind: schema.kind as 'number', values },
    ...(stray && { stray }),
  };
};

const wordsFromTexts = (
  { name, missing }: ColumnSchema,
  { texts, codes: taken }: ColumnTexts,
): FinishedColumn => {
  const gaps = new Set(['', ...missing]);
  const categories = categoriesOf(texts.filter((text) => !gaps.has(text)));
  const places = new Map(categories.map((text, i) => [text, i]));
  const placeOfCode = Int32Array.from(texts, (text) => places.get(text) ?? -1);
  const codes = taken.take();
  for (let row = 0; row < codes.length; row++) codes[row] = placeOfCode[codes[row]!]!;
  return { column: { name, kind: 'category', codes, categories } };
};

const numbersAsTheyAre = (
  schema: ColumnSchema,
  { values, strays }: ColumnNumbers,
): FinishedColumn => {
  let stray: Stray | undefined;
  for (const [text, { first }] of strays)
    if (!(stray && stray.row < first)) stray = { text, row: first };
  return {
    column: { name: schema.name, kind: schema.kind as 'number', values: values.take() },
    ...(stray && { stray }),
  };
};

/** The column of what was read, which is given up, so that its memory is free for the next one. */
export const finishColumn = (state: ColumnState, schema: ColumnSchema): FinishedColumn => {
  if (schema.kind === 'text' || schema.kind === 'ignore' || state.kind === 'aside') return {};
  if (state.kind === 'numbers') return numbersAsTheyAre(schema, state);
  return schema.kind === 'category'
    ? wordsFromTexts(schema, state)
    : numbersFromTexts(schema, state);
};
