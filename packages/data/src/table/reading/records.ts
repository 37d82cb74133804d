import { type Dialect, dialectOf, parseRecords } from './dialect.ts';
import { TableFault } from './table-fault.ts';

/** Some records of a text as they are there, blank lines included, and the line of the file that each starts on. */
export interface Records {
  readonly cells: readonly string[][];
  readonly lines: readonly number[];
}

/** Text in, records out. */
export interface RecordParser {
  readonly push: (text: string) => Records;
  readonly end: () => Records;
  /** Known after the first records. */
  readonly dialect: () => Dialect | undefined;
}

export interface RecordOptions {
  readonly source: string;
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
}

/** The first number of letters by which the dialect is told; more if they do not suffice. */
const HEAD = 2 ** 16;

/** The maximum length of a record. Without it, a quote that does not end would take the whole file into memory. */
const MOST_LETTERS = 2 ** 24;

const none: Records = { cells: [], lines: [] };

const malformed = (source: string, row: number): TableFault =>
  new TableFault({
    _tag: 'MalformedCsv',
    source,
    row,
    message: `${source}, line ${row}: a quoted value does not end, or continues after its closing quote; write quotes inside of it twice, ""`,
  });

/** The text with line feeds as its only line breaks, in parts that may be cut between CR and LF. */
const lineFeeds = (): { readonly push: (text: string) => string; readonly end: () => string } => {
  let endsInReturn = false;
  return {
    push: (text) => {
      const whole = endsInReturn ? `\r${text}` : text;
      endsInReturn = whole.endsWith('\r');
      const complete = endsInReturn ? whole.slice(0, -1) : whole;
      return complete.includes('\r') ? complete.replace(/\r\n?/g, '\n') : complete;
    },
    end: () => (endsInReturn ? '\n' : ''),
  };
};

/** Whether a record is an empty line, or a line of blanks. */
export const isBlank = (fields: readonly string[]): boolean =>
  fields.length === 1 && fields[0]!.trim() === '';

/** The number of lines that a record takes: its quoted values may contain line breaks. */
const heightOf = (fields: readonly string[]): number => {
  let lines = 1;
  for (const field of fields)
    for (let at = field.indexOf('\n'); at !== -1; at = field.indexOf('\n', at + 1)) lines++;
  return lines;
};

/** A parser of text without a byte order mark. It throws a TableFault for quotes that do not end. */
export const recordParser = ({ source, delimiter, header }: RecordOptions): RecordParser => {
  const breaks = lineFeeds();
  let rest = '';
  let line = 1;
  let dialect: Dialect | undefined;
  /** The length of `rest` from which on it is parsed. */
  let wanted = HEAD;
  const findDialect = (isLast: boolean): boolean => {
    while (dialect === undefined && (isLast || rest.length >= wanted)) {
      // The same letters tell, however the text is cut.
      const isWhole = rest.length < wanted || wanted > MOST_LETTERS;
      const head = isWhole ? rest : rest.slice(0, wanted);
      dialect = dialectOf(head, { isWhole, ...{ delimiter, header } });
      wanted *= 2;
    }
    return dialect !== undefined;
  };
  const skip = ({ skipped }: Dialect): void => {
    rest = rest.slice(skipped.letters);
    line += skipped.lines;
    wanted = 0;
  };
  const parse = (isLast: boolean): Records => {
    if (dialect === undefined) {
      if (!findDialect(isLast)) return none;
      skip(dialect!);
    }
    if (!isLast && rest.length < wanted) return none;
    const found = parseRecords(rest, { delimiter: dialect!.delimiter, isLast });
    const broken = found.errors.find(({ type }) => type === 'Quotes')?.row ?? Infinity;
    const isFlat = !rest.includes('"');
    // After the last line break, and in blanks after it, there is no record.
    if (isLast && !rest.endsWith('"') && isBlank(found.data.at(-1) ?? [])) found.data.pop();
    const lines = found.data.map((fields, i) => {
      if (i === broken) throw malformed(source, line);
      const start = line;
      line += isFlat ? 1 : heightOf(fields);
      return start;
    });
    rest = rest.slice(found.meta.cursor);
    if (rest.length > MOST_LETTERS) throw malformed(source, line);
    // A record that is not complete is parsed again only once it is twice as long.
    wanted = lines.length === 0 ? Math.min(2 * rest.length, MOST_LETTERS + 1) : 0;
    return { cells: found.data, lines };
  };
  return {
    push: (text) => {
      rest += breaks.push(text);
      return parse(false);
    },
    end: () => {
      rest += breaks.end();
      return parse(true);
    },
    dialect: () => dialect,
  };
};
