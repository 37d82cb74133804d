import type { ColumnSchema, InferOptions } from './column-schema.ts';
import { type Notation, notations, notationsOf } from './notation.ts';
import { type NumberText, numberText } from './number-text.ts';
import { hasUnit, isBareZero, valueIn } from './read-cell-number.ts';
import { rowsOf, type Stray } from './stray.ts';

/** A text with its parts if it may be a number. */
export interface Candidate extends Stray {
  readonly parts: NumberText | undefined;
  /** The notations in which it is a number, as bits. */
  readonly notations: number;
}

/** The texts of a column that are not missing values, as numbers in the notations that read most of them. */
export interface NumberTexts {
  readonly candidates: readonly Candidate[];
  /** The rows with one of the texts. */
  readonly present: number;
  /** The best notations, the simplest first; several if the values leave it open. */
  readonly notations: readonly Notation[];
  /** The rows that the best notations read. */
  readonly rows: number;
  /** Whether a number has a point or a comma. */
  readonly hasMarks: boolean;
  readonly unit: string;
}

const infinite = /^[+\-\u2212]?(?:inf(?:inity)?|∞)$/i;

/** The texts of a column, looked at as numbers; the unit is the usual one if none has a unit. */
export const numbersIn = (
  texts: readonly Stray[],
  decimal: InferOptions['decimal'],
  usual: string | undefined,
): NumberTexts => {
  const candidates = texts.map(({ text, rows }): Candidate => {
    const parts = numberText(text);
    return { text, rows, parts, notations: parts === undefined ? 0 : notationsOf(parts.body) };
  });
  const unit = unitOf(candidates, usual);
  const rows = rowsIn(candidates, unit);
  const allowed = [...notations.keys()].filter(
    (i) => decimal === undefined || notations[i]!.decimal === decimal,
  );
  const most = allowed.reduce((best, i) => Math.max(best, rows[i]!), 0);
  return {
    candidates,
    present: rowsOf(texts),
    notations: allowed.filter((i) => rows[i] === most).map((i) => notations[i]!),
    rows: most,
    hasMarks: candidates.some(({ parts }) => parts !== undefined && /[.,]/.test(parts.body)),
    unit,
  };
};

/** The rows that each notation reads. */
const rowsIn = (candidates: readonly Candidate[], unit: string): readonly number[] => {
  const byBits = new Map<number, number>();
  for (const { parts, notations: bits, rows } of candidates)
    if (parts !== undefined && hasUnit(unit, parts))
      byBits.set(bits, (byBits.get(bits) ?? 0) + rows);
  return notations.map((_, i) =>
    [...byBits].reduce((sum, [bits, rows]) => (bits & (1 << i) ? sum + rows : sum), 0),
  );
};

/** The most frequent sign; a percent sign only if most numbers have it. */
const unitOf = (candidates: readonly Candidate[], usual: string | undefined): string => {
  const rows = new Map<string, number>();
  for (const { parts, rows: count } of candidates)
    if (parts !== undefined) rows.set(parts.unit, (rows.get(parts.unit) ?? 0) + count);
  const zeros = rowsOf(candidates.filter(({ parts }) => parts !== undefined && isBareZero(parts)));
  const bare = (rows.get('') ?? 0) - zeros;
  const shares = rows.get('%') ?? 0;
  rows.delete('');
  rows.delete('%');
  const [sign, money] = [...rows].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
  if (shares > bare + money) return '%';
  return sign === '' && usual !== undefined && usual !== '%' ? usual : sign;
};

/** The texts of a column, divided by what they are in a notation. */
export interface Division {
  /** Rows with a number. */
  readonly rows: number;
  readonly strays: readonly Stray[];
  /** Whether one of the strays is a number in another notation. */
  readonly isMixed: boolean;
  readonly infinite: readonly Stray[];
  readonly leadingZero: string | undefined;
  readonly longWhole: string | undefined;
  /** The number of different numbers if all are whole; otherwise infinite. */
  readonly wholes: number;
}

export const divide = (numbers: NumberTexts, notation: Notation): Division => {
  const bit = 1 << notations.indexOf(notation);
  const strays: Stray[] = [];
  const infinites: Stray[] = [];
  const wholes = new Set<number>();
  let rows = 0;
  let isMixed = false;
  let allWhole = true;
  let leadingZero: string | undefined;
  let longWhole: string | undefined;
  for (const { text, rows: count, parts, notations: bits } of numbers.candidates) {
    const isNumber = parts !== undefined && (bits & bit) !== 0 && hasUnit(numbers.unit, parts);
    const value = isNumber ? valueIn(notation, parts) : undefined;
    if (value === undefined) {
      isMixed ||= bits !== 0 && (bits & bit) === 0;
      (isNumber || infinite.test(text) ? infinites : strays).push({ text, rows: count });
      continue;
    }
    rows += count;
    if (isCode(parts!)) leadingZero ??= text;
    if (isLong(parts!, notation)) longWhole ??= text;
    allWhole &&= Number.isInteger(value);
    if (allWhole) wholes.add(value);
  }
  return {
    rows,
    strays,
    isMixed,
    infinite: infinites,
    leadingZero,
    longWhole,
    wholes: allWhole ? wholes.size : Number.POSITIVE_INFINITY,
  };
};

/** Whether a whole number begins with a zero that a number would lose. */
const isCode = ({ body, exponent, unit }: NumberText): boolean =>
  body.charCodeAt(0) === 48 && exponent === 0 && unit === '' && /^0\d+$/.test(body);

/** Whether a whole number has more digits than every float64 keeps. */
const isLong = ({ body, exponent, unit }: NumberText, { thousands }: Notation): boolean =>
  body.length > 15 &&
  exponent === 0 &&
  unit === '' &&
  /^\d{16,}$/.test(thousands === '' ? body : body.replaceAll(thousands, ''));

/** The fields of a schema that say how numbers are read; what is usual is left out. */
export const numberFields = (
  { unit }: NumberTexts,
  { decimal, thousands }: Notation,
): Partial<ColumnSchema> => ({
  ...(decimal === '.' ? {} : { decimal }),
  ...(thousands === '' ? {} : { thousands }),
  ...(unit === '' ? {} : { unit }),
});

/** The numbers whose decimal mark no value of the column decides, such as `1,234`. */
export const ambiguousTexts = ({
  candidates,
  notations: best,
}: NumberTexts): readonly AmbiguousText[] => {
  const bitsOf = (mark: string) =>
    notations.reduce(
      (bits, notation, i) =>
        notation.decimal === mark && best.includes(notation) ? bits | (1 << i) : bits,
      0,
    );
  const [points, commas] = [bitsOf('.'), bitsOf(',')];
  return points === 0 || commas === 0
    ? []
    : candidates.flatMap(({ text, parts, notations: bits }) =>
        parts !== undefined && /[.,]/.test(parts.body) && bits & points && bits & commas
          ? [{ text, parts }]
          : [],
      );
};

/** A text that is one number or another. */
export interface AmbiguousText {
  readonly text: string;
  readonly parts: NumberText;
}
