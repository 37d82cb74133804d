import { asWords } from './column-look.ts';
import type { Decision } from './decide-kind.ts';
import type { Candidate } from './infer-numbers.ts';
import { areNames } from './missing-marks.ts';
import { type Note, noteOn } from './notes.ts';
import {
  aNumber,
  columnsNamed,
  counted,
  ignoreOption,
  listed,
  numbersWith,
  quote,
  quoted,
  typesOption,
} from './phrases.ts';
import { rowsOf, type Stray } from './stray.ts';

/** Why numbers are read as words, and which words are written in several ways. */
export const notesOnWords = (decision: Decision): readonly Note[] => {
  const { look } = decision;
  const isInferred = look.type === undefined && look.prior === undefined;
  return [
    ...(isInferred ? notesOnCodes(decision) : []),
    ...notesOnSpellings(look.name, asWords(look).words),
  ];
};

const notesOnCodes = ({ look, numbers }: Decision): readonly Note[] => {
  const {
    name,
    numbers: { present, candidates, unit },
  } = look;
  const { leadingZero, longWhole, strays, isMixed, rows } = numbers;
  if (isMixed || 2 * rows <= present) return notesOnManners(name, candidates, present);
  if (leadingZero !== undefined)
    return [
      noteOn(
        name,
        'codes',
        (columns) =>
          `the numbers of ${columnsNamed(columns)} are read as words, because some begin with 0, such as ${quote(leadingZero)}; pass ${typesOption(columns, 'number')} to read them as numbers`,
      ),
    ];
  if (longWhole !== undefined)
    return [
      noteOn(
        name,
        'long',
        (columns) =>
          `the numbers of ${columnsNamed(columns)} are read as words, because some have more than 15 digits, such as ${quote(longWhole)}, and would be rounded; pass ${ignoreOption(columns)} to leave them out, or ${typesOption(columns, 'number')} to round them`,
      ),
    ];
  if (strays.length === 0) return [];
  const [are, those] =
    strays.length === 1
      ? [`is not ${aNumber(unit)}`, 'this text as a missing value']
      : [`are not ${numbersWith(unit)}`, 'these texts as missing values'];
  return [
    noteOn(
      name,
      `mixed ${name}`,
      () =>
        `${columnsNamed([name])} is read as words, because ${quoted(strays)} (${rowsOf(strays)} of ${counted(present, 'row')}) ${are}; pass ${typesOption([name], 'number')} to read the column as numbers, and ${those}`,
    ),
  ];
};

/** Numbers that no single notation reads, because they are written in several manners. */
const notesOnManners = (
  name: string,
  candidates: readonly Candidate[],
  present: number,
): readonly Note[] => {
  const readable = candidates.filter(({ notations }) => notations !== 0);
  if (2 * rowsOf(readable) <= present) return [];
  const manners = new Map(
    readable.map(({ text, parts }) => [parts!.unit + parts!.body.replace(/\d+/g, '0'), text]),
  );
  const examples = [...manners.values()].slice(0, 3).map(quote);
  return [
    noteOn(
      name,
      `manners ${name}`,
      () =>
        `column ${name} is read as words, because its numbers are written in several ways, such as ${listed(examples)}; write them alike to use them as numbers`,
    ),
  ];
};

/** The number of categories up to which spellings are compared. Those of more names than `FEW` are not: they teach nothing. */
const COMPARED = 1000;
const FEW = 20;

const notesOnSpellings = (name: string, words: readonly Stray[]): readonly Note[] => {
  if (words.length > COMPARED || (words.length > FEW && areNames(words))) return [];
  const spellings = new Map<string, string[]>();
  for (const { text } of words) {
    const same = text.toLowerCase();
    spellings.set(same, [...(spellings.get(same) ?? []), text]);
  }
  return [...spellings.values()]
    .filter(({ length }) => length > 1)
    .slice(0, 3)
    .map((same) =>
      noteOn(
        name,
        `spellings ${name} ${same}`,
        () =>
          `in ${columnsNamed([name])}, ${listed(same.map(quote))} are different words; write them alike if they mean the same`,
      ),
    );
};
