import type { RecordBatch } from 'apache-arrow';
import { firstTwice } from '../../table/first-twice.ts';
import { unsupportedValue } from '../../table/formats/cell-text.ts';
import { type Parts, peek, wholeOf } from '../../table/reading/parts.ts';
import { columnNames, type Rows } from '../../table/reading/rows.ts';
import { TableFault } from '../../table/reading/table-fault.ts';
import { type ArrowLibrary, arrowTexts } from './arrow-text.ts';
import { loadLibrary, messageOfLibrary } from './library.ts';
import { decodeLz4Frame } from './lz4-frame.ts';
import type { BinaryOptions } from './rows-of-parquet.ts';

/** The maximum number of rows of a record batch, which is held in memory. */
const MOST_ROWS = 2 ** 25;

/** The rows that are handed on at once. */
const BATCH = 4096;

/** The first and the last bytes of a file; between them, and before a table of contents, there is a stream. */
const FILE_MARK = 'ARROW1';
const FILE_HEAD = 8;

/** The last bytes of a stream. */
const END_OF_STREAM = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];

/** Loads the library, with the codecs of compressed record batches. */
const load = async (): Promise<ArrowLibrary> => {
  const [library, { compressors }] = await Promise.all([
    import('apache-arrow'),
    import('hyparquet-compressors'),
  ]);
  const { compressionRegistry, CompressionType } = library;
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: decodeLz4Frame });
  compressionRegistry.set(CompressionType.ZSTD, {
    // A copy begins at an address that numbers of eight bytes can have.
    decode: (bytes) => compressors.ZSTD!(bytes, 0).slice(),
  });
  return library;
};

const corrupt = (source: string, why: string): TableFault =>
  new TableFault({
    _tag: 'CorruptArrow',
    source,
    message: `${source} cannot be read as an Arrow file: ${why}; fetch the file again, or write it anew, without compression`,
  });

interface Input {
  readonly stream: AsyncIterable<Uint8Array>;
  /** Reads to the end. Throws if the end is missing. */
  readonly finish: () => Promise<void>;
  /** Whether the parts themselves failed. */
  readonly isBroken: () => boolean;
}

/** The stream inside of a file, or the stream. */
const inputOf = (parts: Parts): Input => {
  let tail = new Uint8Array(0);
  let isFile = false;
  let isBroken = true;
  async function* all(): AsyncGenerator<Uint8Array> {
    let head: Uint8Array | undefined = new Uint8Array(0);
    for await (const part of parts) {
      isBroken = false;
      const longer: Uint8Array = Uint8Array.from([...tail, ...part.subarray(-FILE_HEAD)]);
      tail = longer.slice(-FILE_HEAD);
      if (head === undefined) yield part;
      else {
        head = Buffer.concat([head, part]);
        if (head.length >= FILE_HEAD) {
          isFile = startsWithMark(head);
          yield isFile ? head.subarray(FILE_HEAD) : head;
          head = undefined;
        }
      }
      isBroken = true;
    }
    isBroken = false;
  }
  const rest = all();
  return {
    // The library ends what it reads, and the last bytes are still to be seen.
    stream: { [Symbol.asyncIterator]: () => ({ next: () => rest.next() }) },
    finish: async () => {
      while (!(await rest.next()).done);
      const isWhole = isFile
        ? startsWithMark(tail.subarray(-FILE_MARK.length))
        : END_OF_STREAM.every((byte, i) => tail[i] === byte);
      if (!isWhole) throw new Error('its end is missing');
    },
    isBroken: () => isBroken,
  };
};

/** The type of a message with a schema. */
const SCHEMA = 1;

/**
 * Whether a file begins with its schema, as all but those of the library's own writer do, which has it only in the
 * table of contents.
 */
const startsWithSchema = (head: Uint8Array): boolean => {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    if (view.getInt32(FILE_HEAD + 4, true) === 0) return false;
    const start = FILE_HEAD + 8;
    const root = start + view.getUint32(start, true);
    const type = view.getUint16(root - view.getInt32(root, true) + 6, true);
    return type !== 0 && view.getUint8(root + type) === SCHEMA;
  } catch {
    return true; // The library tells what is wrong.
  }
};

/** The maximum size of a file that is read as a whole. */
const MOST_BYTES = 2 ** 31;

/** What the library reads: the stream, or a whole file whose table of contents is needed. */
const openInput = async (parts: Parts): Promise<Input & { readonly bytes?: Uint8Array }> => {
  const { head, all } = await peek(parts, 2 ** 16);
  const input = inputOf(all);
  if (!startsWithMark(head) || startsWithSchema(head)) return input;
  const bytes = await wholeOf(all, MOST_BYTES);
  return bytes === undefined
    ? input
    : { ...input, bytes, finish: async () => {}, isBroken: () => false };
};

const startsWithMark = (bytes: Uint8Array): boolean =>
  [...FILE_MARK].every((letter, i) => bytes[i] === letter.charCodeAt(0));

const namesOf = (source: string, fields: readonly { readonly name: string }[]) => {
  const names = columnNames(fields.map(({ name }) => name.trim()));
  const twice = firstTwice(names);
  if (twice === undefined) return names;
  throw new TableFault({
    _tag: 'DuplicateColumn',
    source,
    column: twice,
    message: `${source} has two columns named ${JSON.stringify(twice)}; rename one of them`,
  });
};

interface Taken {
  readonly source: string;
  readonly names: readonly string[];
  readonly ignore: ReadonlySet<string>;
  /** The number of rows before the batch. */
  readonly before: number;
}

/** The rows of a record batch. */
function* rowsOfBatch(
  library: ArrowLibrary,
  batch: RecordBatch,
  { source, names, ignore, before }: Taken,
): Generator<Rows> {
  const { numRows } = batch;
  if (!(numRows >= 0 && numRows <= MOST_ROWS))
    throw new Error(`a record batch has ${numRows} rows, and the maximum is ${MOST_ROWS}`);
  const columns = names.map((name, i) => {
    const data = batch.data.children[i];
    if (data?.length !== numRows) throw new Error('a column has fewer values than rows');
    const isNested = data.children.length > 0;
    const kind = isNested ? String(data.type) : 'bytes that are not text';
    const text = isNested && ignore.has(name) ? () => '' : arrowTexts(library, data);
    return { name, kind, text };
  });
  for (let at = 0; at < numRows; at += BATCH) {
    const lines = Array.from(
      { length: Math.min(BATCH, numRows - at) },
      (_, i) => before + at + i + 1,
    );
    const cells = lines.map((row) =>
      columns.map(({ name, kind, text }) => {
        const cell = text(row - before - 1);
        if (cell !== undefined || ignore.has(name)) return cell ?? '';
        throw unsupportedValue({ source, row, unit: 'row', column: name }, kind, kind);
      }),
    );
    yield { names, cells, lines };
  }
}

/**
 * The rows of an Arrow file (Feather) or stream as a CSV file would have them, one record batch in memory at a time;
 * lines are the numbers of rows, counted from 1.
 */
export async function* rowsOfArrow(
  parts: Parts,
  { source, ignore = new Set() }: BinaryOptions,
): AsyncGenerator<Rows> {
  const library = await loadLibrary(source, {
    reads: 'an Arrow file',
    packages: 'apache-arrow hyparquet-compressors',
    load,
  });
  const { stream, bytes, finish, isBroken } = await openInput(parts);
  try {
    const reader =
      bytes === undefined
        ? await library.RecordBatchReader.from(stream)
        : library.RecordBatchReader.from(bytes);
    await reader.open();
    if (reader.schema === undefined) throw new Error('it has no columns');
    const names = namesOf(source, reader.schema.fields);
    yield { names, cells: [], lines: [] };
    let before = 0;
    for await (const batch of reader) {
      // Of a stream without batches, the library makes one up, and reads on after its end.
      if (batch.constructor !== library.RecordBatch) break;
      if (batch.schema.fields.length !== names.length)
        throw new Error('its record batches have different columns');
      yield* rowsOfBatch(library, batch, { source, names, ignore, before });
      before += batch.numRows;
    }
    await finish();
  } catch (error) {
    if (error instanceof TableFault || isBroken()) throw error;
    throw corrupt(source, messageOfLibrary(error));
  }
}
