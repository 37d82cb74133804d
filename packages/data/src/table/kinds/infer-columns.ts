import {
  areAsBefore,
  asWords,
  type ColumnLook,
  decimalsShown,
  lookAt,
  notationOf,
} from './column-look.ts';
import type {
  ColumnSchema,
  DateOrder,
  InferOptions,
  InferredColumns,
  Tally,
} from './column-schema.ts';
import { type Decision, decideKind } from './decide-kind.ts';
import { settleOrder } from './infer-dates.ts';
import { ambiguousTexts, numberFields } from './infer-numbers.ts';
import { marksAsCategories } from './missing-marks.ts';
import { type Note, remarksOf } from './notes.ts';
import { noteOnDates } from './notes-on-dates.ts';
import { notesOnGaps, notesOnStrays } from './notes-on-gaps.ts';
import { notesOnNumbers } from './notes-on-numbers.ts';
import { notesOnWords } from './notes-on-words.ts';

/**
 * How the columns with these texts are to be read. All values of a column decide its kind and its notation; other
 * columns and `prior` decide what they leave open.
 */
export const inferColumns = (
  tallies: readonly Tally[],
  options: InferOptions = {},
): InferredColumns => {
  const { prior = [], strays = 'error' } = options;
  const known = new Map(prior.map((schema) => [schema.name, schema]));
  const looks = tallies.map((tally) => lookAt(tally, options, known.get(tally.name)));
  const shown = decimalsShown(looks);
  const before = decimalsOf(prior);
  const others = areAsBefore(looks) ? new Set<string>() : shown;
  const decisions = looks.map((look) => decideKind(look, notationOf(look, others, before), strays));
  const file: FileContext = {
    numberMarks: marksInNumbers(decisions),
    orders: decisions.flatMap(({ kind, dates, look }) =>
      kind === 'date' && dates?.orders.length === 1 && dates.orders[0] !== look.prior?.order
        ? dates.orders
        : [],
    ),
    replaced: options.missing !== undefined,
  };
  const columns = decisions.map((decision) => {
    const schema = schemaOf(decision, file);
    return strays === 'missing' ? withStrays(schema, decision) : schema;
  });
  const notes = decisions.flatMap((decision, i) =>
    notesOn(decision, columns[i]!, strays, shown.size === 1),
  );
  return {
    columns,
    remarks: remarksOf(notes),
    ambiguous: decisions.flatMap(({ look, kind }) =>
      kind === 'number' && ambiguousTexts(look.numbers).length > 0 ? [look.name] : [],
    ),
  };
};

/** What the columns of a file tell about each other. */
interface FileContext {
  /** The marks that are missing values in columns of numbers and of dates. */
  readonly numberMarks: ReadonlySet<string>;
  /** The orders that the values of dates show, other than those that an earlier file had in the same column. */
  readonly orders: readonly DateOrder[];
  /** Whether the user named the marks. */
  readonly replaced: boolean;
}

const decimalsOf = (prior: readonly ColumnSchema[]): ReadonlySet<string> =>
  new Set(
    prior.flatMap(({ kind, decimal }) =>
      kind === 'number' && decimal !== undefined ? [decimal] : [],
    ),
  );

const marksInNumbers = (decisions: readonly Decision[]): ReadonlySet<string> =>
  new Set(
    decisions.flatMap(({ kind, look }) =>
      (kind === 'number' || kind === 'date') && look.numbers.present > 0
        ? look.gaps.map(({ text }) => text)
        : [],
    ),
  );

const schemaOf = ({ look, kind, notation, dates }: Decision, file: FileContext): ColumnSchema => {
  const { name, numberMarks, numbers, prior } = look;
  if (kind === 'number')
    return { name, kind, ...numberFields(numbers, notation), missing: numberMarks };
  if (kind !== 'date') return { name, kind, missing: wordMarks(look, file) };
  const usual = [...file.orders, prior?.order];
  const order = settleOrder(dates?.orders ?? [], usual, numbers.candidates[0]?.text ?? '');
  return { name, kind, ...(order === undefined ? {} : { order }), missing: numberMarks };
};

/** With the words among numbers or dates as marks, so that a later file is read alike, and another word is noticed. */
const withStrays = (schema: ColumnSchema, { kind, numbers, dates }: Decision): ColumnSchema => {
  if (kind !== 'number' && kind !== 'date') return schema;
  const texts = (kind === 'number' ? numbers : dates)?.strays.map(({ text }) => text) ?? [];
  return { ...schema, missing: [...new Set([...schema.missing, ...texts])] };
};

/** The marks that are missing values in a column of words. */
const wordMarks = (look: ColumnLook, { numberMarks, replaced }: FileContext): readonly string[] => {
  const { marks, prior } = look;
  if (replaced) return marks;
  if (prior?.kind === 'category') return prior.missing;
  const { words, gaps } = asWords(look);
  const kept = new Set(marksAsCategories(gaps, words, numberMarks));
  return marks.filter((mark) => !kept.has(mark));
};

const notesOn = (
  decision: Decision,
  schema: ColumnSchema,
  strays: InferOptions['strays'],
  decimalIsShown: boolean,
): readonly Note[] => {
  const { look, kind } = decision;
  if (kind === 'text' || kind === 'ignore') return [];
  if (kind === 'category')
    return [...notesOnWords(decision), ...notesOnGaps(asWords(look).gaps, schema)];
  return [
    ...(kind === 'date'
      ? [noteOnDates(decision, schema.order)]
      : notesOnNumbers(decision, decimalIsShown)),
    ...(strays === 'missing' ? notesOnStrays(decision) : []),
    ...notesOnGaps(look.gaps, schema),
  ];
};
