import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { flatMap, right, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';
import { codeOf, readError } from './file-error.ts';

/** The maximum size of a decompressed file, because a few compressed megabytes could demand all memory. */
const MOST_BYTES = 2 ** 31;

/** The bytes of a file, decompressed if its first bytes are those of gzip, whatever its name. */
export const readBytes = (
  path: string,
  most: number = MOST_BYTES,
): TaskEither<DataError, Uint8Array> => {
  checkOptions('read', { path }, { path: 'string' });
  return pipe(
    tryCatch(
      () => readFile(path),
      (reason): DataError => readError(path, reason),
    ),
    flatMap((bytes) => decompress(path, bytes, most)),
  );
};

const decompress = (
  path: string,
  bytes: Uint8Array,
  most: number,
): TaskEither<DataError, Uint8Array> =>
  bytes[0] === 0x1f && bytes[1] === 0x8b
    ? tryCatch(
        () => promisify(gunzip)(bytes, { maxOutputLength: most }),
        (reason) => ({
          _tag: 'CorruptGzip',
          source: path,
          message:
            codeOf(reason) === 'ERR_BUFFER_TOO_LARGE'
              ? `${path} has more than ${most / 2 ** 30} GiB inside; decompress it first`
              : `${path} cannot be decompressed: ${(reason as Error).message}; fetch the file again`,
        }),
      )
    : right(bytes);
