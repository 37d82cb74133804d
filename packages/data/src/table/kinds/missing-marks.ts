import { rowsOf, type Stray } from './stray.ts';

/** The texts that pandas reads as missing values, and others that are usual elsewhere, such as the point of SAS and Stata. */
export const missingMarks: readonly string[] = [
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
  '?',
  '-',
  '.',
  '--',
  '–',
  '—',
];

const caseless = new Set(missingMarks.map((mark) => mark.toLowerCase()));

/** The other spellings of marks among the texts of a column of numbers, where they cannot be words. */
export const marksAmongNumbers = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => text.length < 10 && caseless.has(text.toLowerCase()));

/** Whether a mark may also be a word, as NA is for Namibia. */
const isWord = (mark: string): boolean => /^[a-z]/i.test(mark);

/**
 * The marks that are categories in a column of words: those that are words themselves, at least half as frequent as the
 * other categories are on average, and not a missing value in a column of numbers of the same file. In a column of names,
 * which hardly repeat, a mark that is more frequent than every name is a missing value.
 */
export const marksAsCategories = (
  marks: readonly Stray[],
  words: readonly Stray[],
  inNumbers: ReadonlySet<string>,
): readonly string[] => {
  if (words.length === 0) return [];
  const all = rowsOf(words);
  const most = areNames(words)
    ? words.reduce((best, { rows }) => Math.max(best, rows), 0)
    : Number.POSITIVE_INFINITY;
  return marks
    .filter(
      ({ text, rows }) =>
        isWord(text) && !inNumbers.has(text) && 2 * rows * words.length >= all && rows <= most,
    )
    .map(({ text }) => text);
};

/** Whether the words of a column hardly repeat: fewer than two rows share a word, on average. */
export const areNames = (words: readonly Stray[]): boolean => rowsOf(words) < 2 * words.length;
