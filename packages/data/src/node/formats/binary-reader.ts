import { type FileHandle, open } from 'node:fs/promises';
import type { BinaryReader, BinaryTable } from '../../table/formats/rows-of-bytes.ts';
import { wholeOf } from '../../table/reading/parts.ts';
import type { Rows } from '../../table/reading/rows.ts';
import { TableFault } from '../../table/reading/table-fault.ts';
import { readError } from '../file-error.ts';
import type { Places } from './parquet-chunk.ts';
import { rowsOfArrow } from './rows-of-arrow.ts';
import { rowsOfParquet } from './rows-of-parquet.ts';

/** The maximum size of a Parquet file that is compressed as a whole, or comes as a stream: its directory is at its end. */
const MOST_BYTES = 2 ** 31;

/** The file in places. A part that it no longer has is empty. */
const placesOf = (path: string, handle: FileHandle, size: number): Places => ({
  byteLength: size,
  slice: async (start, end = size) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, size) - start));
    try {
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, start + at);
        if (bytesRead === 0) return bytes.buffer.slice(0, at);
        at += bytesRead;
      }
    } catch (error) {
      throw new TableFault(readError(path, error));
    }
    return bytes.buffer;
  },
});

const inMemory = async ({ source, parts }: BinaryTable): Promise<Places> => {
  const bytes = await wholeOf(parts, MOST_BYTES);
  if (bytes === undefined)
    throw new TableFault({
      _tag: 'CorruptParquet',
      source,
      message: `${source} has more than ${MOST_BYTES / 2 ** 30} GiB, which is too much for a Parquet file that is compressed or comes as a stream; save it in a file, and decompress it`,
    });
  const buffer = bytes.buffer as ArrayBuffer;
  return {
    byteLength: bytes.length,
    slice: async (start, end = bytes.length) =>
      buffer.slice(bytes.byteOffset + start, bytes.byteOffset + end),
  };
};

/** Whether a file is a Parquet file as it stands, not compressed. */
const startsAsParquet = async (handle: FileHandle): Promise<boolean> => {
  const head = Buffer.alloc(4);
  await handle.read(head, 0, 4, 0);
  return head.toString('latin1') === 'PAR1';
};

async function* rowsOfParquetFile(path: string, table: BinaryTable): AsyncGenerator<Rows> {
  const handle = await open(path).catch((error) => {
    throw new TableFault(readError(path, error));
  });
  try {
    const { size } = await handle.stat();
    const isPlain = await startsAsParquet(handle);
    yield* rowsOfParquet(isPlain ? placesOf(path, handle, size) : await inMemory(table), table);
  } finally {
    await handle.close();
  }
}

async function* rowsOfParquetParts(table: BinaryTable): AsyncGenerator<Rows> {
  yield* rowsOfParquet(await inMemory(table), table);
}

/** The reader of Parquet and Arrow; with the path of a regular file, Parquet is read in places. */
export const binaryReader =
  (path: string | undefined): BinaryReader =>
  (table) => {
    if (table.form !== 'parquet') return rowsOfArrow(table.parts, table);
    return path === undefined ? rowsOfParquetParts(table) : rowsOfParquetFile(path, table);
  };
