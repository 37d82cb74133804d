import fc from 'fast-check';
import { gzipSync, strToU8, zipSync } from 'fflate';

/** The form of a file with a table. */
export interface FileForm {
  readonly delimiter: string;
  readonly lineBreak: string;
  readonly quotesAll: boolean;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be';
  readonly hasMark: boolean;
  readonly separatorLine: boolean;
  readonly comments: readonly string[];
  /** The numbers of blank lines before each record, in turn. */
  readonly blankLines: readonly number[];
  readonly endsInBreak: boolean;
  readonly compression: 'none' | 'gzip' | 'members' | 'zip';
  /** The sizes of the parts in which the bytes arrive, in turn. */
  readonly parts: readonly number[];
}

/** A table, its names first. */
export interface CsvCase {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly form: FileForm;
}

const form: fc.Arbitrary<FileForm> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  lineBreak: fc.constantFrom('\n', '\r\n', '\r'),
  quotesAll: fc.boolean(),
  encoding: fc.constantFrom('utf-8', 'utf-8', 'utf-16le', 'utf-16be'),
  hasMark: fc.boolean(),
  separatorLine: fc.constantFrom(false, false, true),
  comments: fc.array(fc.constantFrom('#', '# made by hand', '#"a', '# a, b', '# x: 1'), {
    maxLength: 2,
  }),
  blankLines: fc.array(fc.constantFrom(0, 0, 0, 1, 2), { minLength: 1, maxLength: 5 }),
  endsInBreak: fc.boolean(),
  compression: fc.constantFrom(
    'none',
    'none',
    'none',
    'none',
    'none',
    'none',
    'gzip',
    'members',
    'zip',
  ),
  parts: fc.array(fc.constantFrom(1, 2, 3, 7, 50, 100_000), { minLength: 1, maxLength: 3 }),
});

const cell = fc.oneof(
  fc.integer({ min: -50, max: 1000 }).map(String),
  fc.constantFrom('', '0.5', '-1e3', 'red', 'blue', 'é', '😀', '007', '#1', 'not here'),
  fc
    .array(fc.constantFrom('a', '"', ',', ';', '\t', '|', '\n', ' ', 'ü', '#'), { maxLength: 4 })
    .map((letters) => `w${letters.join('')}w`),
);
const name = fc.constantFrom('', 'a', 'b', 'size', 'x, y', 'größe', 'the "n"', 'two\nlines');

/** Tables and the forms of their files; names may be missing or occur twice, and there may be no rows. */
export const csvCase: fc.Arbitrary<CsvCase> = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 5 }))
  .chain(([width, height]) =>
    fc.record({
      names: fc
        .array(name, { minLength: width, maxLength: width })
        .filter((names) => names.some((text) => text !== '')),
      rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), {
        minLength: height,
        maxLength: height,
      }),
      form,
    }),
  );

const bytesOf = (text: string, { encoding, hasMark }: FileForm): Uint8Array => {
  // Three zeros at least tell UTF-16 without a mark.
  const isMarked = hasMark || (encoding !== 'utf-8' && text.length < 8);
  const marked = isMarked ? `\uFEFF${text}` : text;
  if (encoding === 'utf-8') return strToU8(marked);
  const bytes = new Uint8Array(2 * marked.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < marked.length; i++)
    view.setUint16(2 * i, marked.charCodeAt(i), encoding === 'utf-16le');
  return bytes;
};

const compressed = (bytes: Uint8Array, { compression }: FileForm): Uint8Array => {
  if (compression === 'none') return bytes;
  if (compression === 'zip') return zipSync({ 'table.csv': bytes });
  if (compression === 'gzip') return gzipSync(bytes, { level: 1 });
  const middle = bytes.length >> 1;
  const members = [bytes.subarray(0, middle), bytes.subarray(middle)].map((part) =>
    gzipSync(part, { level: 1 }),
  );
  return Uint8Array.from(members.flatMap((member) => [...member]));
};

function* partsOf(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** A record of a file: its values, and the line that it starts on. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

export interface WrittenCsv {
  readonly text: string;
  readonly parts: readonly Uint8Array[];
  /** The rows that a reader finds; blank lines are values in a table with a single column. */
  readonly records: readonly CsvRecord[];
}

/** The file of a case. */
export const writeCsvCase = ({ names, rows, form }: CsvCase): WrittenCsv => {
  const { delimiter, lineBreak, quotesAll, comments, blankLines, separatorLine } = form;
  const quoted = (text: string): string =>
    quotesAll || /[",;\t|\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [...(separatorLine ? [`sep=${delimiter}`] : []), ...comments];
  let line = lines.length + 1;
  const records: CsvRecord[] = [];
  for (const [i, cells] of [names, ...rows].entries()) {
    for (let blank = blankLines[i % blankLines.length]!; blank > 0; blank--, line++) {
      lines.push('');
      if (i > 0 && names.length === 1) records.push({ cells: [''], line });
    }
    // A quoted empty value is no blank line, unless it is the only value.
    const text = cells.map(quoted).join(delimiter);
    lines.push(text.replaceAll('\n', lineBreak));
    if (i > 0) records.push({ cells, line });
    line += text.split('\n').length;
  }
  const isOpenEnd = lines.at(-1) === '';
  const text = lines.join(lineBreak) + (form.endsInBreak || isOpenEnd ? lineBreak : '');
  const bytes = compressed(bytesOf(text, form), form);
  return { text, parts: [...partsOf(bytes, form.parts)], records };
};
