import type { ColumnKind, ColumnSchema, InferOptions, Tally } from './column-schema.ts';
import { type NumberTexts, numbersIn } from './infer-numbers.ts';
import { marksAmongNumbers, missingMarks } from './missing-marks.ts';
import type { Notation } from './notation.ts';
import type { Stray } from './stray.ts';

/** A column before its kind is decided: what is known of it, and its texts as numbers. */
export interface ColumnLook {
  readonly name: string;
  readonly type: ColumnKind | undefined;
  readonly prior: ColumnSchema | undefined;
  /** The marks of missing values if the column holds words. */
  readonly marks: readonly string[];
  /** The marks if it holds numbers or dates, where other spellings of the marks are no words. */
  readonly numberMarks: readonly string[];
  /** The marks that occur. */
  readonly gaps: readonly Stray[];
  readonly numbers: NumberTexts;
}

/** Looks at the texts of a column. */
export const lookAt = (
  { name, texts, counts }: Tally,
  { types = {}, missing, decimal }: InferOptions,
  prior: ColumnSchema | undefined,
): ColumnLook => {
  const marks = missing === undefined ? missingMarks : [...new Set(['', ...missing])];
  // What an earlier file had among the numbers is a gap in every part of it.
  const before = prior?.kind === 'number' || prior?.kind === 'date' ? prior.missing : [];
  const numberMarks =
    missing === undefined
      ? [...new Set([...marks, ...marksAmongNumbers(texts), ...before])]
      : marks;
  const isGap = new Set(numberMarks);
  const present: Stray[] = [];
  const gaps: Stray[] = [];
  texts.forEach((text, i) => {
    const rows = counts[i]!;
    if (rows > 0) (isGap.has(text) ? gaps : present).push({ text, rows });
  });
  return {
    name,
    type: Object.hasOwn(types, name) ? types[name] : undefined,
    prior,
    marks,
    numberMarks,
    gaps,
    numbers: numbersIn(present, decimal, prior?.unit),
  };
};

/** The decimal mark that the values of a column show, unless it is known that they are no numbers. */
const decimalOf = ({ numbers, type, prior }: ColumnLook): string | undefined => {
  if ((type ?? prior?.kind ?? 'number') !== 'number') return undefined;
  const marks = new Set(numbers.notations.map(({ decimal }) => decimal));
  return numbers.hasMarks && marks.size === 1 && 2 * numbers.rows > numbers.present
    ? [...marks][0]
    : undefined;
};

/** The decimal marks that the values of the file's columns show. */
export const decimalsShown = (looks: readonly ColumnLook[]): ReadonlySet<string> =>
  new Set(looks.flatMap((look) => decimalOf(look) ?? []));

/** Whether the values of every column show what an earlier file had: each column keeps its own decimal mark then. */
export const areAsBefore = (looks: readonly ColumnLook[]): boolean =>
  looks.every((look) => {
    const shown = decimalOf(look);
    return (
      shown === undefined ||
      (look.prior?.kind === 'number' && shown === (look.prior.decimal ?? '.'))
    );
  });

/**
 * The notation of a column: of those that its values allow, one with the decimal mark that the other columns show, or
 * that an earlier file had, or else the simplest one with a point, which makes the comma a separator of thousands.
 */
export const notationOf = (
  { numbers, prior }: ColumnLook,
  shown: ReadonlySet<string>,
  earlier: ReadonlySet<string>,
): Notation => {
  const only = (marks: ReadonlySet<string>) => (marks.size === 1 ? [...marks][0] : undefined);
  const before = prior?.kind === 'number' ? (prior.decimal ?? '.') : only(earlier);
  const decimal = only(shown) ?? before ?? '.';
  const fitting = numbers.notations.filter((notation) => notation.decimal === decimal);
  const allowed = fitting.length > 0 ? fitting : numbers.notations;
  return allowed.find((notation) => notation.thousands === prior?.thousands) ?? allowed[0]!;
};

/** The texts of a column if it holds words: a mark in another spelling than the usual one is a word. */
export const asWords = ({
  marks,
  gaps,
  numbers,
}: ColumnLook): { readonly words: readonly Stray[]; readonly gaps: readonly Stray[] } => {
  const isMark = new Set(marks);
  return {
    words: [...numbers.candidates, ...gaps.filter(({ text }) => !isMark.has(text))],
    gaps: gaps.filter(({ text }) => isMark.has(text)),
  };
};
