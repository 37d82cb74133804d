import { ArgumentError } from '@puregrad/tensors';
import { type BinaryReader, parserOfText, rowsOfBytes } from '../formats/rows-of-bytes.ts';
import type { Parts } from './parts.ts';
import { nameOf, type ReadTableOptions } from './read-options.ts';
import { rowsOfText } from './read-rows.ts';
import type { RowParser, Rows } from './rows.ts';

/** A text, its bytes, or a stream of bytes, which is read only once. Bytes may be compressed by gzip or zip. */
export type TableInput = string | Uint8Array | AsyncIterable<Uint8Array>;

/** Bytes that can be opened, more than once or not. */
export interface TableBytes {
  readonly open: () => Parts;
  readonly isOnce: boolean;
  /** The size in bytes, if it is known. */
  readonly total?: number;
  /** The reader of forms that are not text. */
  readonly binary?: BinaryReader;
}

export type TableSource = string | TableBytes;

/** @throws ArgumentError for another input. */
export const sourceOf = (operation: string, input: TableInput): TableSource => {
  if (typeof input === 'string') return input;
  if (input instanceof Uint8Array)
    return { open: () => partsOf(input), isOnce: false, total: input.length };
  if (typeof input !== 'object' || !(Symbol.asyncIterator in input))
    throw new ArgumentError(
      `${operation}: the table must be a text, a Uint8Array or a stream of them; use readTableFile for a path`,
    );
  return { open: () => input, isOnce: true };
};

/** The bytes that are decoded at once, so that no string is too long. */
const PART = 2 ** 18;

function* partsOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PART) yield bytes.subarray(at, at + PART);
}

/** The parts of a source, whose bytes are counted. */
async function* counted(parts: Parts, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    count(part.length);
    yield part;
  }
}

/** The columns that are left out by the options or by the schema. */
const ignoredBy = ({ types = {}, schema }: ReadTableOptions): ReadonlySet<string> =>
  new Set([
    ...Object.keys(types).filter((name) => types[name] === 'ignore'),
    ...(schema?.columns ?? []).filter(({ kind }) => kind === 'ignore').map(({ name }) => name),
  ]);

/** The rows of a source. Progress is told after each batch of them was used. */
export async function* rowsOfSource(
  source: TableSource,
  options: ReadTableOptions,
  parser: RowParser,
): AsyncGenerator<Rows> {
  const given = {
    source: nameOf(options),
    parser,
    isText: options.delimiter !== undefined,
    ignore: ignoredBy(options),
  };
  if (typeof source === 'string') return yield* rowsOfText(source, parserOfText(source, given));
  const { open, total, binary } = source;
  let bytes = 0;
  let rows = 0;
  const parts = counted(open(), (length) => {
    bytes += length;
  });
  for await (const batch of rowsOfBytes(parts, { ...given, binary })) {
    yield batch;
    rows += batch.cells.length;
    options.onProgress?.({ bytes, ...(total !== undefined && { total }), rows });
  }
}
