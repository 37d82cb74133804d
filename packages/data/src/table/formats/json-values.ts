import type { DataError } from '../../data-error.ts';
import { TableFault } from '../reading/table-fault.ts';

/** Texts of JSON values, and the line of the file that each starts on. */
export interface JsonTexts {
  readonly texts: readonly string[];
  readonly lines: readonly number[];
}

/** Text in, the texts of its values out: those of a list, or those that stand one after the other. */
export interface JsonSplitter {
  readonly push: (text: string) => JsonTexts;
  readonly end: () => JsonTexts;
}

/** The maximum length of a value. Without it, a bracket that does not close would take the whole file into memory. */
const MOST_LETTERS = 2 ** 24;

const [QUOTE, BACKSLASH, LINE_FEED, COMMA] = [0x22, 0x5c, 0x0a, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

const isSpace = (code: number): boolean =>
  code === 0x20 || code === LINE_FEED || code === 0x0d || code === 0x09;

export const invalidJson = (source: string, line: number, why: string): TableFault => {
  const reason: DataError = {
    _tag: 'InvalidJson',
    source,
    message: `${source}, line ${line}: ${why}`,
  };
  return new TableFault(reason);
};

/** The position of the quote that ends a text; −1 if it does not end yet. */
export const endOfString = (text: string, from: number): number => {
  for (let end = text.indexOf('"', from); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (end - slashes > from && text.charCodeAt(end - slashes - 1) === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
};

/** What may stand between objects: blanks, and the brackets and commas of a list. */
const between = (source: string) => {
  let isList: boolean | undefined;
  let [isEnded, wantsComma, afterComma] = [false, false, false];
  const fail = (why: string, line: number): never => {
    throw invalidJson(source, line, why);
  };
  return {
    /** Whether an object starts with the letter. */
    starts: (code: number, line: number): boolean => {
      if (isSpace(code)) return false;
      if (isEnded) fail('there is more after the end of the list; remove it', line);
      const isFirst = isList === undefined;
      isList ??= code === OPEN_LIST;
      if (isFirst && isList) return false;
      if (code === COMMA && wantsComma) {
        [wantsComma, afterComma] = [false, true];
        return false;
      }
      isEnded = code === CLOSE_LIST && isList && !afterComma;
      if (isEnded) return false;
      if (code !== OPEN_OBJECT) fail(notAnObject(String.fromCharCode(code)), line);
      if (wantsComma) fail('a comma is missing before this object', line);
      afterComma = false;
      return true;
    },
    close: (): void => {
      wantsComma = isList!;
    },
    end: (line: number): void => {
      if (isList && !isEnded) fail('the list does not end; check that the file is whole', line);
    },
  };
};

const notAnObject = (found: string): string =>
  `expected an object, { "name": value, … }, but found ${JSON.stringify(found)}; write each row as an object (pandas does so by to_json(path, orient="records"))`;

/**
 * Splits JSON lines, objects that stand one after the other, and a list of objects, without parsing them. It throws
 * a TableFault for brackets that do not match, values that do not end, and letters between values.
 */
export const jsonSplitter = (source: string): JsonSplitter => {
  const outside = between(source);
  let rest = '';
  /** The position up to which the text is scanned, and its line. */
  let [at, line] = [0, 1];
  let [start, startLine, depth] = [-1, 1, 0];
  /** The first line break from `at` on, or one before. */
  let nextBreak = -1;

  const breakFrom = (from: number): number => {
    if (nextBreak < from) {
      const found = rest.indexOf('\n', from);
      nextBreak = found === -1 ? Infinity : found;
    }
    return nextBreak;
  };
  /** Whether the letter is complete: a text that does not end yet is scanned again. */
  const inside = (code: number): boolean => {
    if (code === QUOTE) {
      const end = endOfString(rest, at + 1);
      if (breakFrom(at) < (end === -1 ? Infinity : end))
        throw invalidJson(source, line, 'a text does not end on its line; close its quotes');
      if (end === -1) return false;
      at = end;
    } else if (code === OPEN_OBJECT || code === OPEN_LIST) depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth--;
    return true;
  };
  const scan = (): JsonTexts => {
    const found = { texts: [] as string[], lines: [] as number[] };
    for (; at < rest.length; at++) {
      const code = rest.charCodeAt(at);
      if (code === LINE_FEED) line++;
      if (start === -1) {
        if (outside.starts(code, line)) [start, startLine, depth] = [at, line, 1];
      } else if (!inside(code)) break;
      else if (depth === 0) {
        if (code === CLOSE_LIST) throw invalidJson(source, line, 'its brackets do not match');
        found.texts.push(rest.slice(start, at + 1));
        found.lines.push(startLine);
        start = -1;
        outside.close();
      }
    }
    const used = start === -1 ? at : start;
    rest = rest.slice(used);
    at -= used;
    nextBreak = -1;
    if (start !== -1) start = 0;
    if (rest.length > MOST_LETTERS) throw invalidJson(source, startLine, unclosed);
    return found;
  };
  return {
    push: (text) => {
      rest += text;
      nextBreak = -1;
      return scan();
    },
    end: () => {
      if (start !== -1) throw invalidJson(source, startLine, unclosed);
      outside.end(line);
      return { texts: [], lines: [] };
    },
  };
};

const unclosed =
  'an object starts here and does not end; close its braces, and check that the file is whole';
