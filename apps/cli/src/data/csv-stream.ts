import { createReadStream } from 'node:fs';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Table } from '@puregrad/data/table';
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
    readableObjectMode: false,
    transform(bytes: Uint8Array, _, done) {
      try {
        done(null, clean(decoder.decode(bytes, { stream: true })));
      } catch {
        done(new CsvProblem('it is not text in UTF-8; save it in that encoding'));
      }
    },
    flush(done) {
      done(null, endsInReturn ? '\n' : '');
    },
  });
};

/**
 * The rows of a CSV file, `-` for standard input, so many at a time, however long the file is.
 *
 * @throws CsvProblem for what is no table, with the line.
 */
export async function* readCsvChunks(path: string, size: number): AsyncGenerator<CsvChunk> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { newline: '\n' });
  const source = sourceOf(path);
  const cleaner = cleaned();
  for (const stream of [source, cleaner])
    stream.on('error', (error) => parser.destroy(error instanceof Error ? error : undefined));
  source.pipe(cleaner).pipe(parser);

  let names: readonly string[] | undefined;
  let line = 0;
  let cells: string[][] = [];
  let lines: number[] = [];
  const chunk = (): CsvChunk => {
    const made = { names: names!, cells, table: tableOf(names!, cells, lines) };
    [cells, lines] = [[], []];
    return made;
  };
  for await (const row of parser as AsyncIterable<string[]>) {
    line++;
    const start = line;
    // Line breaks inside quotes are lines of the file too.
    line += row.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    const given = row.map((cell) => cell.trim());
    if (names === undefined) {
      names = given;
      const twice = names.find((name, i) => names!.indexOf(name) < i);
      if (twice !== undefined) throw new CsvProblem(`two columns are called '${twice}'`);
      continue;
    }
    if (given.length === 1 && given[0] === '' && names.length > 1) continue;
    if (given.length !== names.length)
      throw new CsvProblem(
        `line ${start} has ${given.length} values, where the header has ${names.length}; quote values with commas in them`,
      );
    cells.push(given);
    lines.push(start);
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
  columns: names.map((name, i) => ({
    name,
    kind: 'category',
    values: cells.map((row) => (GAPS.has(row[i]!) ? null : row[i]!)),
    categories: [],
  })),
  rows: cells.length,
  lines,
});
