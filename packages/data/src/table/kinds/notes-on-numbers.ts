import type { Decision } from './decide-kind.ts';
import { type AmbiguousText, ambiguousTexts } from './infer-numbers.ts';
import type { Notation } from './notation.ts';
import { type Note, noteOn } from './notes.ts';
import { columnsNamed, quote } from './phrases.ts';
import { valueIn } from './read-cell-number.ts';

const separators: Readonly<Record<string, string>> = {
  ',': 'commas separate thousands',
  '.': 'points separate thousands',
  ' ': 'blanks separate thousands',
  "'": 'apostrophes separate thousands',
};

/** How numbers are written in a column, unless they are written as everywhere. */
export const notesOnNumbers = (
  { look: { name, numbers }, notation }: Decision,
  decimalIsShown: boolean,
): readonly Note[] => [
  ...notesOnMarks(name, numbers, notation, decimalIsShown),
  ...(numbers.unit === '' ? [] : [noteOnUnit(name, numbers.unit)]),
];

const notesOnMarks = (
  name: string,
  numbers: Decision['look']['numbers'],
  notation: Notation,
  decimalIsShown: boolean,
): readonly Note[] => {
  const { decimal, thousands } = notation;
  const [example] = ambiguousTexts(numbers);
  if (thousands === '' && (decimal === '.' || !numbers.hasMarks)) return [];
  if (example !== undefined) return [noteOnOpen(name, example, notation, decimalIsShown)];
  const parts = [
    ...(decimal === ',' && numbers.hasMarks ? ['the comma is the decimal mark'] : []),
    ...(thousands === '' ? [] : [separators[thousands]!]),
  ];
  return [
    noteOn(
      name,
      `notation ${parts}`,
      (columns) => `in ${columnsNamed(columns)}, ${parts.join(' and ')}`,
    ),
  ];
};

const noteOnOpen = (
  name: string,
  { text, parts }: AmbiguousText,
  notation: Notation,
  decimalIsShown: boolean,
): Note => {
  const other = notation.decimal === '.' ? ',' : '.';
  const value = valueIn(notation, parts);
  const otherValue =
    valueIn({ decimal: other, thousands: '' }, parts) ??
    valueIn({ decimal: other, thousands: notation.decimal }, parts);
  const why = decimalIsShown
    ? 'as the other columns are written'
    : 'because commas usually separate thousands';
  return noteOn(
    name,
    `open ${notation.decimal}`,
    (columns) =>
      `in ${columnsNamed(columns)}, ${quote(text)} is read as ${value}, ${why}; pass --decimal ${other} to read it as ${otherValue}`,
  );
};

const noteOnUnit = (name: string, unit: string): Note =>
  noteOn(name, `unit ${unit}`, (columns) =>
    unit === '%'
      ? `in ${columnsNamed(columns)}, percentages are read as shares: 50% is 0.5`
      : `in ${columnsNamed(columns)}, numbers are read without the sign ${unit}`,
  );
