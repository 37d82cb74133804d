import type { ColumnSchema, InferOptions } from './column-schema.ts';
import { isIn, type Notation, notations } from './notation.ts';
import { type NumberText, numberText } from './number-text.ts';
import { hasUnit, isBareZero, valueIn } from './read-cell-number.ts';
import { rowsOf, type Stray } from './stray.ts';

/** A text with its parts if it may be a number. */
export interface Candidate extends Stray {
  readonly parts: NumberText | undefined;
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
  const candidates = texts.map((text) => ({ ...text, parts: numberText(text.text) }));
  const unit = unitOf(candidates, usual);
  const allowed = notations.filter(
    (notation) => decimal === undefined || notation.decimal === decimal,
  );
  const rows = rowsIn(allowed, candidates, unit);
  const most = rows.reduce((a, b) => Math.max(a, b), 0);
  return {
    candidates,
    present: rowsOf(texts),
    notations: allowed.filter((_, i) => rows[i] === most),
    rows: most,
    hasMarks: candidates.some(({ parts }) => parts !== undefined && /[.,]/.test(parts.body)),
    unit,
  };
};

/** The rows that each notation reads. */
const rowsIn = (
  allowed: readonly Notation[],
  candidates: readonly Candidate[],
  unit: string,
): readonly number[] => {
  const rows = allowed.map(() => 0);
  let plain = 0;
  for (const { parts, rows: count } of candidates) {
    if (parts === undefined || !hasUnit(unit, parts)) continue;
    if (/^\d+$/.test(parts.body)) plain += count;
    else
      allowed.forEach((notation, i) => {
        if (isIn(notation, parts.body)) rows[i]! += count;
      });
  }
  return rows.map((count) => count + plain);
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
  readonly infinite: readonly Stray[];
  readonly leadingZero: string | undefined;
  readonly longWhole: string | undefined;
  /** The number of different numbers if all are whole; otherwise infinite. */
  readonly wholes: number;
}

export const divide = (numbers: NumberTexts, notation: Notation): Division => {
  const strays: Stray[] = [];
  const infinites: Stray[] = [];
  const wholes = new Set<number>();
  let rows = 0;
  let allWhole = true;
  let leadingZero: string | undefined;
  let longWhole: string | undefined;
  for (const { text, rows: count, parts } of numbers.candidates) {
    const isNumber = parts !== undefined && hasUnit(numbers.unit, parts);
    const value = isNumber ? valueIn(notation, parts) : undefined;
    if (value === undefined) {
      const isInfinite = infinite.test(text) || (isNumber && isIn(notation, parts.body));
      (isInfinite ? infinites : strays).push({ text, rows: count });
      continue;
    }
    rows += count;
    const digits = parts!.body.replace(/[^\d.,]/g, '').replaceAll(notation.thousands || '\0', '');
    const isCode = parts!.exponent === 0 && parts!.unit === '' && /^\d+$/.test(digits);
    if (isCode && /^0\d/.test(digits)) leadingZero ??= text;
    if (isCode && digits.replace(/^0+/, '').length > 15) longWhole ??= text;
    allWhole &&= Number.isInteger(value);
    if (allWhole) wholes.add(value);
  }
  return {
    rows,
    strays,
    infinite: infinites,
    leadingZero,
    longWhole,
    wholes: allWhole ? wholes.size : Number.POSITIVE_INFINITY,
  };
};

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
export const openTexts = ({ candidates, notations: best }: NumberTexts): readonly OpenText[] => {
  const isRead = (mark: string, { body }: NumberText) =>
    best.some((notation) => notation.decimal === mark && isIn(notation, body));
  return best.every(({ decimal }) => decimal === best[0]!.decimal)
    ? []
    : candidates.flatMap(({ text, parts }) =>
        parts !== undefined && /[.,]/.test(parts.body) && isRead('.', parts) && isRead(',', parts)
          ? [{ text, parts }]
          : [],
      );
};

/** A text that is one number or another. */
export interface OpenText {
  readonly text: string;
  readonly parts: NumberText;
}
