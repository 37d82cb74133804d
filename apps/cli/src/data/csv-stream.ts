import { createReadStream } from 'node:fs';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { categoryColumn, findDelimiter, type Table } from '@puregrad/data/table';
import Papa from 'papaparse';

/** Some rows of a CSV file, with the cells as they stand there. */
export interface CsvChunk {
  readonly names: readonly string[];
  readonly cells: readonly (readonly string[])[];
  readonly table: Table;
}

const GAPS: ReadonlySet<string> = new Set(['', 'NA', 'NaN', '?']);

/** What is wrong with a file of rows, for people. */
export class CsvProblem extends Error {}

const sourceOf = (path: string): Readable => {
  if (path === '-') return process.stdin;
  const file = createReadStream(path);
  return path.endsWith('.gz') ? pipeline(file, createGunzip(), () => {}) : file;
};

const notText = (): CsvProblem =>
  new CsvProblem('it is not text in UTF-8; save it in that encoding');

/** Without a byte order mark, and with one kind of line break. */
const cleaned = (): Transform => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let endsInReturn = false;
  const clean = (text: string): string => {
    const whole = endsInReturn ? `\r${text}` : text;
    endsInReturn = whole.endsWith('\r');
    return (endsInReturn ? whole.slice(0, -1) : whole).replace(/\r\n?/g, '\n');
  };
  return new Transform({
    readableObjectMode: true, // Texts.
    transform(bytes: Uint8Array, _, done) {
      try {
        done(null, clean(decoder.decode(bytes, { stream: true })));
      } catch {
        done(notText());
      }
    },
    flush(done) {
      try {
        decoder.decode(); // Throws for half a letter at the end.
        done(null, endsInReturn ? '\n' : '');
      } catch {
        done(notText());
      }
    },
  });
};

interface CsvRecord {
  readonly cells: readonly string[];
  /** The line of the file that it starts on. */
  readonly line: number;
}

/** No record is longer: else one open quote would take the rest of the file into memory. */
const MOST_LETTERS = 2 ** 24;

/** The records of a text that comes in parts, empty lines too; `parseCsv` takes them in the same way. */
async function* recordsOf(parts: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  let rest = '';
  let line = 1;
  let delimiter: string | undefined;
  function* read(isLast: boolean): Generator<CsvRecord> {
    delimiter ??= findDelimiter(rest);
    const parser = new Papa.Parser({ delimiter, newline: '\n' });
    const { data, errors, meta } = parser.parse(rest, 0, !isLast) as Papa.ParseResult<string[]>;
    const broken = errors.find(({ type }) => type === 'Quotes');
    for (const [i, fields] of data.entries()) {
      if (i === broken?.row)
        throw new CsvProblem(
          `line ${line}: a quoted value does not end, or continues after its closing quote; write quotes inside of it twice, ""`,
        );
      yield { cells: fields.map((field) => field.trim()), line };
      // Line breaks inside quotes are lines of the file too.
      line += fields.reduce((sum, field) => sum + field.split('\n').length - 1, 1);
    }
    rest = rest.slice(meta.cursor);
    if (rest.length > MOST_LETTERS)
      throw new CsvProblem(
        `line ${line} goes on for more than 16 million letters; is a quote open?`,
      );
  }
  for await (const part of parts) {
    rest += part;
    // The first line tells what separates values.
    if (/[^\n]\n/.test(rest)) yield* read(false);
  }
  // After the last line's end there is an empty one, as in a text that is parsed at once.
  if (rest === '') yield { cells: [''], line };
  else yield* read(true);
}

const isBlank = ({ cells }: CsvRecord): boolean => cells.length === 1 && cells[0] === '';

/** Empty lines do not count, but in one column, where they are missing values; the last line's end starts none. */
async function* withoutBlanks(records: AsyncIterable<CsvRecord>): AsyncGenerator<CsvRecord> {
  let columns: number | undefined;
  let blank: CsvRecord | undefined;
  for await (const record of records) {
    if (blank !== undefined && columns === 1) yield blank;
    blank = isBlank(record) ? record : undefined;
    if (blank !== undefined) continue;
    columns ??= record.cells.length;
    yield record;
  }
}

/**
 * The rows of a CSV file, `-` for standard input, a few at a time, however long the file is.
 *
 * @throws CsvProblem for a file that is not a table, with the line.
 */
export async function* readCsvChunks(path: string, size: number): AsyncGenerator<CsvChunk> {
  const parts = pipeline(sourceOf(path), cleaned(), () => {});
  let names: readonly string[] | undefined;
  let cells: (readonly string[])[] = [];
  let lines: number[] = [];
  const chunk = (): CsvChunk => {
    const made = { names: names!, cells, table: tableOf(names!, cells, lines) };
    [cells, lines] = [[], []];
    return made;
  };
  for await (const { cells: given, line } of withoutBlanks(recordsOf(parts))) {
    if (names === undefined) {
      names = given.map((name, i) => name || `column ${i + 1}`);
      const seen = new Set<string>();
      const twice = names.find((name) => seen.size === seen.add(name).size);
      if (twice !== undefined) throw new CsvProblem(`two columns are called '${twice}'`);
      continue;
    }
    if (given.length !== names.length)
      throw new CsvProblem(
        `line ${line} has ${given.length} values, where the header has ${names.length}; quote values with commas in them`,
      );
    cells.push(given);
    lines.push(line);
    if (cells.length === size) yield chunk();
  }
  if (names === undefined) throw new CsvProblem('it is empty');
  if (cells.length > 0) yield chunk();
}

/** As words: an encoding reads its numbers from them. */
const tableOf = (
  names: readonly string[],
  cells: readonly (readonly string[])[],
  lines: readonly number[],
): Table => ({
  columns: names.map((name, i) =>
    categoryColumn(
      name,
      cells.map((row) => (GAPS.has(row[i]!) ? null : row[i]!)),
    ),
  ),
  rows: cells.length,
  lines: Int32Array.from(lines),
});
