import type { ColumnSchema } from './column-schema.ts';
import type { Decision } from './decide-kind.ts';
import { type Note, noteOn } from './notes.ts';
import {
  aNumber,
  columnsNamed,
  counted,
  numbersWith,
  quote,
  quoteArgument,
  quoted,
  typesOption,
} from './phrases.ts';
import { rowsOf, type Stray } from './stray.ts';

/** Which texts are missing values, and which are words although they often mean one. */
export const notesOnGaps = (gaps: readonly Stray[], schema: ColumnSchema): readonly Note[] => {
  const { name } = schema;
  const missing = new Set(schema.missing);
  return gaps
    .filter(({ text }) => text !== '')
    .map(({ text, rows }) =>
      missing.has(text)
        ? noteOn(
            name,
            `gap ${text}`,
            (columns, all) =>
              `in ${columnsNamed(columns)}, ${quote(text)} (${counted(all, 'value')}) is read as a missing value`,
            rows,
          )
        : noteOn(
            name,
            `word ${text}`,
            (columns, all) =>
              `in ${columnsNamed(columns)}, ${quote(text)} (${counted(all, 'value')}) is read as a word, because it is not rarer than other words there; pass --missing ${quoteArgument(text)} to read it as a missing value`,
            rows,
          ),
    );
};

/** The texts among numbers or dates that are missing values because they are neither. */
export const notesOnStrays = ({ look, kind, numbers, dates }: Decision): readonly Note[] => {
  const { name, type } = look;
  const { unit } = look.numbers;
  if (kind === 'date')
    return lost(name, dates?.strays ?? [], 'is not a date', 'are not dates', type === undefined);
  const isNone = `is not ${aNumber(unit)}`;
  const areNone = `are not ${numbersWith(unit)}`;
  return [
    ...lost(name, numbers.strays, isNone, areNone, type === undefined),
    ...lost(name, numbers.infinite, 'is not finite', 'are not finite', false),
  ];
};

const lost = (
  name: string,
  texts: readonly Stray[],
  one: string,
  several: string,
  mayBeWords: boolean,
): readonly Note[] => {
  if (texts.length === 0) return [];
  const why =
    texts.length === 1
      ? `${one} and is read as a missing value`
      : `${several} and are read as missing values`;
  const say = (columns: readonly string[], rows: number) =>
    `in ${columnsNamed(columns)}, ${quoted(texts)} (${counted(rows, 'value')}) ${why}${
      mayBeWords ? `; pass ${typesOption(columns, 'category')} to read words` : ''
    }`;
  return [noteOn(name, `${one} ${quoted(texts)}`, say, rowsOf(texts))];
};
