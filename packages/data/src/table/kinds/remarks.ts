import type { DateOrder } from './column-schema.ts';
import type { Notation } from './notation.ts';
import { columnsNamed, counted, listed, type Note } from './notes.ts';
import { rowsOf, type Stray } from './stray.ts';

const quote = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
const quoted = (texts: readonly Stray[]): string => listed(texts.map(({ text }) => quote(text)));
const byRows = (texts: readonly Stray[]): readonly Stray[] =>
  [...texts].sort((a, b) => b.rows - a.rows);
const typed = (columns: readonly string[], kind: string): string =>
  `--types ${columns
    .slice(0, 5)
    .map((name) => `${name}=${kind}`)
    .join(',')}`;
const note = (column: string, key: string, say: Note['say'], rows = 0): Note => ({
  key,
  column,
  rows,
  say,
});

const separators: Readonly<Record<string, string>> = {
  ',': 'commas separate thousands',
  '.': 'points separate thousands',
  ' ': 'blanks separate thousands',
  "'": 'apostrophes separate thousands',
};

export const notationNote = (column: string, { decimal, thousands }: Notation): Note => {
  const parts = [
    ...(decimal === ',' ? ['the comma is the decimal mark'] : []),
    ...(thousands === '' ? [] : [separators[thousands]!]),
  ];
  return note(
    column,
    `notation ${decimal}${thousands}`,
    (columns) => `in ${columnsNamed(columns)}, ${parts.join(' and ')}`,
  );
};

export const ambiguousNote = (column: string, example: string, value: number): Note =>
  note(
    column,
    'ambiguous',
    (columns) =>
      `in ${columnsNamed(columns)}, ${quote(example)} is read as ${value}, although no value shows whether the mark in it separates thousands or decimals; pass --decimal , or --decimal . to decide it`,
  );

export const percentNote = (column: string): Note =>
  note(
    column,
    'percent',
    (columns) => `in ${columnsNamed(columns)}, percentages are read as shares: 50% is 0.5`,
  );

export const currencyNote = (column: string, unit: string): Note =>
  note(
    column,
    `currency ${unit}`,
    (columns) => `in ${columnsNamed(columns)}, the sign ${unit} is left out of the numbers`,
  );

export const codesNote = (column: string, example: string): Note =>
  note(
    column,
    'codes',
    (columns) =>
      `the numbers of ${columnsNamed(columns)} are read as words, because some begin with 0, such as ${quote(example)}; pass ${typed(columns, 'number')} to read them as numbers`,
  );

export const longNote = (column: string, example: string): Note =>
  note(
    column,
    'long',
    (columns) =>
      `the numbers of ${columnsNamed(columns)} are read as words, because some have more than 15 digits, such as ${quote(example)}, and would be rounded; pass ${typed(columns, 'number')} to read them as numbers`,
  );

export const mixedNote = (column: string, strays: readonly Stray[], present: number): Note =>
  note(column, `mixed ${column}`, () => {
    const first = byRows(strays);
    return `${columnsNamed([column])} is read as words, because ${quoted(first)} in ${rowsOf(strays)} of ${counted(present, 'row')} ${first.length === 1 ? 'is not a number' : 'are not numbers'}; pass ${typed([column], 'number')} to read the others as numbers, and ${first.length === 1 ? 'this as a missing value' : 'these as missing values'}`;
  });

export const straysNote = (column: string, strays: readonly Stray[], kind: string): Note =>
  note(column, `strays ${column}`, () => {
    const first = byRows(strays);
    return `in ${columnsNamed([column])}, ${quoted(first)} (${counted(rowsOf(strays), 'row')}) ${first.length === 1 ? `is not a ${kind} and is read as a missing value` : `are not ${kind}s and are read as missing values`}; pass ${typed([column], 'category')} to read the column as words`;
  });

export const infiniteNote = (column: string, texts: readonly Stray[]): Note =>
  note(
    column,
    `infinite ${column}`,
    () =>
      `in ${columnsNamed([column])}, ${quoted(byRows(texts))} (${counted(rowsOf(texts), 'row')}) ${texts.length === 1 ? 'is not finite and is read as a missing value' : 'are not finite and are read as missing values'}`,
  );

export const gapsNote = (column: string, mark: string, rows: number): Note =>
  note(
    column,
    `gap ${mark}`,
    (columns, all) =>
      `in ${columnsNamed(columns)}, ${quote(mark)} (${counted(all, 'value')}) is read as a missing value`,
    rows,
  );

export const wordNote = (column: string, mark: string, rows: number): Note =>
  note(
    column,
    `word ${mark}`,
    (columns, all) =>
      `in ${columnsNamed(columns)}, ${quote(mark)} (${counted(all, 'value')}) is read as a word, because it is about as frequent as the other words; pass --missing ${mark} to read it as a missing value`,
    rows,
  );

const orderNames: Readonly<Record<DateOrder, string>> = {
  ymd: 'year, month, day',
  mdy: 'month, day, year',
  dmy: 'day, month, year',
};

export const dateNote = (column: string, order: DateOrder | undefined): Note =>
  note(column, `date ${order}`, (columns) =>
    order === undefined
      ? `${columnsNamed(columns)} ${columns.length === 1 ? 'is' : 'are'} read as times of the day`
      : `${columnsNamed(columns)} ${columns.length === 1 ? 'is' : 'are'} read as dates in the order ${orderNames[order]}`,
  );

export const openOrderNote = (column: string, order: DateOrder, example: string): Note =>
  note(
    column,
    `open ${order}`,
    (columns) =>
      `${columnsNamed(columns)} ${columns.length === 1 ? 'is' : 'are'} read as dates in the order ${orderNames[order]}, although ${quote(example)} does not show it; write the schema with --schema, change the order in it, and pass it again to decide it`,
  );

export const spellingsNote = (column: string, spellings: readonly string[]): Note =>
  note(
    column,
    `spellings ${column}`,
    () =>
      `in ${columnsNamed([column])}, ${listed(spellings.map(quote))} are different words, because they are written differently; write them alike if they mean the same`,
  );
