import type { ColumnLook } from './column-look.ts';
import type { ColumnKind, InferOptions } from './column-schema.ts';
import { type DateTexts, datesIn, datesOf } from './infer-dates.ts';
import { type Division, divide } from './infer-numbers.ts';
import type { Notation } from './notation.ts';
import { rowsOf } from './stray.ts';

/** The kind of a column, and what led to it. */
export interface Decision {
  readonly look: ColumnLook;
  readonly kind: ColumnKind;
  readonly notation: Notation;
  /** The texts as numbers. */
  readonly numbers: Division;
  /** The texts as dates, if they were looked at as dates. */
  readonly dates: DateTexts | undefined;
}

export const decideKind = (
  look: ColumnLook,
  notation: Notation,
  strays: InferOptions['strays'],
): Decision => {
  const numbers = divide(look.numbers, notation);
  const decided = (kind: ColumnKind, dates?: DateTexts): Decision => ({
    look,
    kind,
    notation,
    numbers,
    dates,
  });
  if (look.type === 'date') return decided('date', datesOf(look.numbers.candidates));
  if (look.type !== undefined) return decided(look.type);
  if (look.prior !== undefined && look.prior.kind !== 'number' && look.prior.kind !== 'date')
    return decided(look.prior.kind);
  if (look.numbers.present === 0) return decided(look.prior?.kind ?? 'number');
  if (numbers.rows > 0 && look.prior?.kind === 'number') return decided('number');
  if (isNumbers(numbers, look.numbers.present, strays)) return decided('number');
  if (isCodes(numbers)) return decided('category');
  const dates = datesIn(look.numbers.candidates);
  const isDates =
    dates !== undefined &&
    (strays === 'missing' || look.prior?.kind === 'date'
      ? 20 * rowsOf(dates.strays) <= look.numbers.present
      : dates.strays.length === 0);
  return isDates ? decided('date', dates) : decided('category');
};

const isNumbers = (numbers: Division, present: number, strays: InferOptions['strays']): boolean => {
  if (numbers.rows === 0) return false;
  if (isCodes(numbers)) return false;
  return strays === 'missing' ? !tooMany(numbers) : 2 * numbers.rows > present;
};

/** Whether a text would lose digits as a number. */
const isCodes = ({ leadingZero, longWhole }: Division): boolean =>
  leadingZero !== undefined || longWhole !== undefined;

/** The number of different whole numbers that may be codes if there are words among them. */
const FEW = 20;

/** Whether words among numbers make the column words: more than one in twenty, or any among a few codes. */
const tooMany = ({ rows, strays, wholes }: Division): boolean => {
  const words = rowsOf(strays);
  return words > 0 && (20 * words > rows + words || wholes <= FEW);
};
