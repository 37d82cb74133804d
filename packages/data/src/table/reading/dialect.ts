import { checkOptions } from '@puregrad/tensors/interpreters';
import Papa from 'papaparse';
import { readNumber } from '../read-number.ts';

/** How the records of a text begin, and what separates their values. */
export interface Dialect {
  readonly delimiter: string;
  /** The letters and lines before the first record: blank lines, comments, and a line such as `sep=;`. */
  readonly skipped: { readonly letters: number; readonly lines: number };
  /** Whether there are comments before the first record. */
  readonly hasComments: boolean;
}

/** In the order in which they are taken if several fit. A comma comes last because it is also a decimal mark. */
const DELIMITERS = ['\t', ';', '|', ','] as const;

/** The number of records that tell the delimiter. */
const SAMPLE = 20;

/** What papaparse gives, without its types: users of the packages may not have these. */
interface ParsedRecords {
  readonly data: string[][];
  readonly errors: readonly { readonly type: string; readonly row?: number | undefined }[];
  /** The number of letters that were read. */
  readonly meta: { readonly cursor: number };
}

/** The records of a text with one kind of line break. */
export const parseRecords = (
  text: string,
  { delimiter, isLast, most }: { delimiter: string; isLast: boolean; most?: number },
): ParsedRecords =>
  new Papa.Parser({ delimiter, newline: '\n', ...(most !== undefined && { preview: most }) }).parse(
    text,
    0,
    !isLast,
  ) as Papa.ParseResult<string[]>;

/** The numbers of values of the first records, without blank lines. */
const widthsBy = (delimiter: string, text: string, isWhole: boolean): readonly number[] =>
  parseRecords(text, { delimiter, isLast: isWhole, most: SAMPLE })
    .data.filter((fields) => fields.length > 1 || fields[0]!.trim() !== '')
    .map((fields) => fields.length);

/** Whether a quote stands inside a value that is not quoted: then the delimiter cuts through quoted values. */
const cutsQuotes = (delimiter: string, text: string): boolean => {
  let isStart = true;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') {
      if (!isStart) return true;
      do at = text.indexOf('"', at + 1);
      while (at !== -1 && text[++at] === '"');
      if (at === -1) return false;
      at--;
    }
    isStart = letter === delimiter || letter === '\n';
  }
  return false;
};

/**
 * The delimiter that gives all records of the beginning the same number of values, two or more. If there is none,
 * it is the one that is the most frequent in the first record; a comma if there is none of them.
 */
const delimiterOf = (text: string, isWhole: boolean): string => {
  const found = DELIMITERS.map((delimiter) => ({
    delimiter,
    widths: text.includes(delimiter) ? widthsBy(delimiter, text, isWhole) : [],
  }));
  const even = found.find(
    ({ delimiter, widths }) =>
      widths.length > 1 &&
      widths[0]! > 1 &&
      widths.every((w) => w === widths[0]) &&
      !cutsQuotes(delimiter, text),
  );
  if (even !== undefined) return even.delimiter;
  const most = found.reduce((best, other) =>
    (other.widths[0] ?? 1) > (best.widths[0] ?? 1) ? other : best,
  );
  return (most.widths[0] ?? 1) > 1 ? most.delimiter : ',';
};

/**
 * The delimiter of a CSV text: the one of tab, semicolon, bar and comma that gives the first lines the same number
 * of values, or else the most frequent one in its first line, outside of quotes; a comma if there is none of them.
 * It is the default of the readers of tables.
 *
 * @example
 * ```ts
 * import { findDelimiter } from '@puregrad/data/table';
 * findDelimiter('size;price\n1,5;10'); // => ';'
 * ```
 */
export const findDelimiter = (text: string): string => {
  checkOptions('findDelimiter', { text }, { text: 'string' });
  return dialectOf(text.replace(/\r\n?/g, '\n'), { isWhole: true })!.delimiter;
};

interface Lines {
  /** The first position after the lines. */
  readonly end: number;
  readonly count: number;
}

/** The lines from a position on that match. */
const linesWhile = (text: string, from: number, matches: (line: string) => boolean): Lines => {
  let end = from;
  for (let count = 0; ; count++) {
    const next = text.indexOf('\n', end);
    if (next === -1 || !matches(text.slice(end, next))) return { end, count };
    end = next + 1;
  }
};

const isBlankLine = (line: string): boolean => /^ *$/.test(line);
const isCommentLine = (line: string): boolean => line.startsWith('#');

/** Whether the last comment is a line of names that begins with `#`, as in `#id,name`. */
const isHeader = (comment: string, rest: string, delimiter: string, isWhole: boolean): boolean => {
  const [names] = parseRecords(`${comment}\n`, { delimiter, isLast: false }).data;
  const [first, second] = parseRecords(rest, { delimiter, isLast: isWhole, most: 2 }).data;
  if (names === undefined || first === undefined || names.length !== first.length) return false;
  const isNumber = first.map((field) => readNumber(field.trim()) !== undefined);
  const startsNumbers = second?.some(
    (field, i) => !isNumber[i] && readNumber(field.trim()) !== undefined,
  );
  if (startsNumbers) return false;
  return isNumber.includes(true) || (names.length > 1 && /^#\S/.test(comment));
};

/**
 * The dialect of a text by its beginning; undefined if more of the text is needed to tell.
 *
 * @param head the beginning of the text, with one kind of line break and without a byte order mark.
 */
export const dialectOf = (
  head: string,
  {
    isWhole,
    delimiter,
    header = true,
  }: {
    readonly isWhole: boolean;
    readonly delimiter?: string | undefined;
    readonly header?: boolean | undefined;
  },
): Dialect | undefined => {
  const text = isWhole && !head.endsWith('\n') ? `${head}\n` : head;
  const separator = /^"?sep=([^\w"\n])"?\n/i.exec(text);
  const start = separator === null ? 0 : separator[0].length;
  const blank = linesWhile(text, start, isBlankLine);
  const preamble = linesWhile(text, start, (line) => isBlankLine(line) || isCommentLine(line));
  const rest = text.slice(preamble.end);
  // A header alone does not tell the delimiter.
  if (!isWhole && !/[^\n]\n+[^\n]+\n/.test(rest)) return undefined;
  const found = delimiter ?? separator?.[1];
  const plain = found ?? delimiterOf(rest, isWhole);
  const dialect = ({ end, count }: Lines, by: string): Dialect => ({
    delimiter: by,
    skipped: { letters: Math.min(end, head.length), lines: count + (start > 0 ? 1 : 0) },
    hasComments: end > blank.end,
  });
  if (preamble.end === blank.end) return dialect(blank, plain);
  // Without other lines, those that begin with # are the table.
  if (rest === '') return dialect(blank, found ?? delimiterOf(text.slice(blank.end), isWhole));
  const comments = text.slice(blank.end, preamble.end).split('\n').slice(0, -1);
  const last = comments.findLastIndex(isCommentLine);
  if (!header || !isHeader(comments[last]!, rest, plain, isWhole)) return dialect(preamble, plain);
  const kept = comments.slice(0, last);
  const letters = kept.reduce((sum, line) => sum + line.length + 1, blank.end);
  return dialect({ end: letters, count: blank.count + last }, plain);
};
