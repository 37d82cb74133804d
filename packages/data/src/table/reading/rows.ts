import type { DataError } from '../../data-error.ts';
import { firstTwice } from '../first-twice.ts';
import type { Dialect } from './dialect.ts';
import { isBlank, type RecordOptions, type Records, recordParser } from './records.ts';
import { TableFault } from './table-fault.ts';

/** Some rows of a table, each as long as `names`, with the lines of the file that they start on. */
export interface Rows extends Records {
  /** Undefined if the header has not been read yet. Later rows may have further columns after these. */
  readonly names: readonly string[] | undefined;
  /** The names as they are in the file; undefined if it has none. */
  readonly header?: readonly string[] | undefined;
}

/** Text in, rows out, without blanks around the values. */
export interface RowsParser {
  readonly push: (text: string) => Rows;
  /** The last rows. It throws a TableFault if there is not even a header. */
  readonly end: () => Rows;
}

/** A parser of delimited text. */
export interface RowParser extends RowsParser {
  readonly dialect: () => Dialect | undefined;
}

export interface RowOptions extends RecordOptions {
  readonly names?: readonly string[] | undefined;
}

const code = (text: string, at: number): number => text.charCodeAt(at);

/** Most values have no blanks around them, and need no new string. */
const trimmed = (text: string): string => {
  const end = text.length - 1;
  if (end < 0) return text;
  const [first, last] = [code(text, 0), code(text, end)];
  return first > 32 && first < 128 && last > 32 && last < 128 ? text : text.trim();
};

/** A name for each column: those without one are named by their number, and never like another one. */
export const columnNames = (given: readonly string[]): readonly string[] => {
  const taken = new Set(given);
  return given.map((name, i) => {
    if (name !== '') return name;
    let made = `column ${i + 1}`;
    for (let count = 2; taken.has(made); count++) made = `column ${i + 1} (${count})`;
    taken.add(made);
    return made;
  });
};

/** Rows by the rules of all readers of tables: blank lines count only in a single column, where they are missing values. */
export const rowParser = ({ names: given, ...options }: RowOptions): RowParser => {
  const { source, header = true } = options;
  const records = recordParser(options);
  let names: readonly string[] | undefined;
  let inFile: readonly string[] | undefined;
  const start = (fields: readonly string[]): void => {
    if (header) inFile = fields;
    names = columnNames(header ? fields : (given ?? fields.map(() => '')));
    const twice = firstTwice(names);
    if (twice !== undefined) throw new TableFault(twoColumns(source, twice));
  };
  const rowsOf = ({ cells, lines }: Records): Rows => {
    const kept: Rows & { cells: string[][]; lines: number[] } = { names, cells: [], lines: [] };
    for (let i = 0; i < cells.length; i++) {
      const fields = cells[i]!;
      for (let j = 0; j < fields.length; j++) fields[j] = trimmed(fields[j]!);
      if (fields.length === 1 && isBlank(fields) && names?.length !== 1) continue;
      const isFirst = names === undefined;
      if (isFirst) start(fields);
      if (isFirst && header) continue;
      if (fields.length !== names!.length) {
        if (records.dialect()!.hasComments && fields[0]!.startsWith('#')) continue;
        throw new TableFault(raggedRow(source, names!, fields.length, lines[i]!));
      }
      kept.cells.push(fields);
      kept.lines.push(lines[i]!);
    }
    return { ...kept, names, header: inFile };
  };
  return {
    push: (text) => rowsOf(records.push(text)),
    end: () => {
      const rows = rowsOf(records.end());
      if (names === undefined) throw new TableFault(emptyFile(source, header));
      return rows;
    },
    dialect: records.dialect,
  };
};

const emptyFile = (source: string, header: boolean): DataError => ({
  _tag: 'EmptyFile',
  source,
  message: `${source} is empty, where ${header ? 'a line of column names was' : 'rows were'} expected; check that it is the right file`,
});

const twoColumns = (source: string, column: string): DataError => ({
  _tag: 'DuplicateColumn',
  source,
  column,
  message: `${source} has two columns named ${JSON.stringify(column)}; rename one of them`,
});

const raggedRow = (
  source: string,
  names: readonly string[],
  actual: number,
  line: number,
): DataError => {
  const few = actual < names.length;
  const column = names[few ? actual : names.length - 1] ?? '';
  return {
    _tag: 'RaggedRow',
    source,
    row: line,
    column,
    expected: names.length,
    actual,
    message: `${source}, line ${line}: ${actual} values for ${names.length} columns, ${few ? 'none for' : 'too many after'} ${JSON.stringify(column)}; correct the line, or quote values that hold the delimiter`,
  };
};
