import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { TableFault } from '../table/reading/table-fault.ts';
import type { TableBytes } from '../table/reading/table-source.ts';
import { readError } from './file-error.ts';
import { binaryReader } from './formats/binary-reader.ts';

/** The bytes that are read at once. */
const PART = 2 ** 18;

/** The parts of a stream, which is closed when they are no longer wanted. */
async function* partsOf(path: string, stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of stream) yield part as Uint8Array;
  } catch (error) {
    throw new TableFault(readError(path, error));
  } finally {
    stream.destroy();
  }
}

/** A file, or standard input as `-`, as a source of a table. */
export const tableFile = async (path: string): Promise<TableBytes> => {
  if (path === '-')
    return {
      open: () => partsOf(path, process.stdin),
      isOnce: true,
      binary: binaryReader(undefined),
    };
  const found = await stat(path).catch(() => undefined);
  return {
    open: () => partsOf(path, createReadStream(path, { highWaterMark: PART })),
    // Pipes and the like can be read only once, and have no size.
    isOnce: found?.isFile() !== true,
    ...(found?.isFile() === true && { total: found.size }),
    binary: binaryReader(found?.isFile() === true ? path : undefined),
  };
};
