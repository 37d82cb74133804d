import { isRecord } from '../../json.ts';
import type { Rows, RowsParser } from '../reading/rows.ts';
import { TableFault } from '../reading/table-fault.ts';
import { cellText, unsupportedValue } from './cell-text.ts';
import { endOfString, invalidJson, type JsonTexts, jsonSplitter } from './json-values.ts';

export interface JsonRowOptions {
  readonly source: string;
  /** Columns whose lists and objects are gaps. */
  readonly ignore?: ReadonlySet<string> | undefined;
}

/** The number of rows whose keys are the columns; a key of a later row is one more column. */
const HEAD = 1000;

/** The maximum number of cells of a table per given value, beside those of a small table. */
const SPARSE = 100;
const SMALL = 2 ** 20;

/** The text with `replace` applied to all that is not between quotes. */
const outsideStrings = (text: string, replace: (part: string) => string): string => {
  let result = '';
  let at = 0;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return result + replace(text.slice(at));
    const end = endOfString(text, quote + 1);
    if (end === -1) return result + replace(text.slice(at, quote)) + text.slice(quote);
    result += replace(text.slice(at, quote)) + text.slice(quote, end + 1);
    at = end + 1;
  }
};

const isLongNumber = (token: string): boolean =>
  /\d{16}/.test(token) && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(token);

/** Numbers with more digits than float64 holds become texts, so that long ids keep their digits. */
const withLongNumbers = (text: string): string =>
  /\d{16}/.test(text)
    ? outsideStrings(text, (part) =>
        part.replace(/[-\d][\d.eE+-]*/g, (token) => (isLongNumber(token) ? `"${token}"` : token)),
      )
    : text;

/** Python writes NaN and Infinity, which JSON does not have. */
const withPythonNumbers = (text: string): string =>
  outsideStrings(text, (part) =>
    part.replace(/\bNaN\b/g, 'null').replace(/-?\bInfinity\b/g, (word) => `"${word}"`),
  );

const parse = (source: string, line: number, text: string): Readonly<Record<string, unknown>> => {
  const prepared = withLongNumbers(text);
  let value: unknown;
  try {
    value = JSON.parse(/NaN|Infinity/.test(text) ? withPythonNumbers(prepared) : prepared);
  } catch (error) {
    throw invalidJson(source, line, `it is not JSON: ${(error as Error).message}; correct it`);
  }
  if (!isRecord(value)) throw invalidJson(source, line, 'expected an object');
  return value;
};

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'a list' : 'an object');

/** The columns by the keys of rows, in the order in which they come up. */
const columnsOfKeys = (source: string) => {
  const columns = new Map<string, number>();
  const names: string[] = [];
  const taken = new Set<string>();
  const add = (key: string): number => {
    const index = names.length;
    const name = key.trim() === '' ? `column ${index + 1}` : key.trim();
    if (taken.has(name))
      throw new TableFault({
        _tag: 'DuplicateColumn',
        source,
        column: name,
        message: `${source} has two columns named ${JSON.stringify(name)}; rename one of them`,
      });
    taken.add(name);
    names.push(name);
    columns.set(key, index);
    return index;
  };
  return { names, indexOf: (key: string): number => columns.get(key) ?? add(key) };
};

/**
 * A parser of JSON lines, and of a list of objects, that gives the rows that the same table in CSV would give. The
 * columns are the keys of the first 1000 rows. A key that comes up later is a column after them: from then on,
 * `names` and the rows are longer.
 */
export const jsonRowParser = ({ source, ignore = new Set() }: JsonRowOptions): RowsParser => {
  const splitter = jsonSplitter(source);
  const { names, indexOf } = columnsOfKeys(source);
  let waiting: { cells: string[][]; lines: number[] } | undefined = { cells: [], lines: [] };
  let [rows, values] = [0, 0];

  const cellsOf = (text: string, line: number): string[] => {
    const record = parse(source, line, text);
    const cells = new Array<string>(names.length).fill('');
    for (const key of Object.keys(record)) {
      const value = record[key];
      const at = indexOf(key);
      // A key of this row may be a new column.
      while (cells.length < names.length) cells.push('');
      const cell = cellText(value);
      if (cell === undefined && !ignore.has(names[at]!))
        throw unsupportedValue(
          { source, row: line, unit: 'line', column: names[at]! },
          kindOf(value),
          value,
        );
      cells[at] = cell ?? '';
      values++;
    }
    rows++;
    // Otherwise rows without common keys would need memory quadratic in their number.
    if (rows * names.length > Math.max(SPARSE * values, SMALL))
      throw invalidJson(
        source,
        line,
        `${rows} rows have ${names.length} different keys and only ${values} values; a table wants a value in at least one of ${SPARSE} cells: give the rows the same keys`,
      );
    return cells;
  };
  const take = ({ texts, lines }: JsonTexts, isLast: boolean): Rows => {
    const read = texts.map((text, i) => cellsOf(text, lines[i]!));
    const found = waiting ?? { cells: [], lines: [] };
    for (const [i, cells] of read.entries()) {
      found.cells.push(cells);
      found.lines.push(lines[i]!);
    }
    if (waiting !== undefined && found.cells.length < HEAD && !isLast)
      return { names: undefined, cells: [], lines: [] };
    waiting = undefined;
    for (const cells of found.cells) while (cells.length < names.length) cells.push('');
    return { names: [...names], header: [...names], ...found };
  };
  return {
    push: (text) => take(splitter.push(text), false),
    end: () => {
      const last = take(splitter.end(), true);
      if (names.length === 0)
        throw new TableFault({
          _tag: 'EmptyFile',
          source,
          message: `${source} has no rows with values, where objects, { "name": value, … }, were expected; check that it is the right file`,
        });
      return last;
    },
  };
};
