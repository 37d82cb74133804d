import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { pipe } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { flatMap, right, type TaskEither, tryCatch } from 'fp-ts/lib/TaskEither.js';
import type { DataError } from '../data-error.ts';

/** How much a gzipped file may hold: a few megabytes could ask for all memory. */
const MOST_BYTES = 2 ** 31;

const isTooLarge = (reason: unknown): boolean =>
  reason instanceof Error && 'code' in reason && reason.code === 'ERR_BUFFER_TOO_LARGE';

/** The bytes of a file, decompressed where they are gzipped; its first bytes tell, not its name. */
export const readBytes = (path: string): TaskEither<DataError, Uint8Array> => {
  checkOptions('read', { path }, { path: 'string' });
  return pipe(
    tryCatch(
      () => readFile(path),
      (reason) => fileError(path, reason),
    ),
    flatMap((bytes) => decompress(path, bytes)),
  );
};

const decompress = (path: string, bytes: Uint8Array): TaskEither<DataError, Uint8Array> =>
  bytes[0] === 0x1f && bytes[1] === 0x8b
    ? tryCatch(
        () => promisify(gunzip)(bytes, { maxOutputLength: MOST_BYTES }),
        (reason) => ({
          _tag: 'CorruptGzip',
          source: path,
          message: isTooLarge(reason)
            ? `${path} has more than 2 GiB inside; decompress it first`
            : `${path} cannot be decompressed: ${messageOf(reason)}; fetch the file again`,
        }),
      )
    : right(bytes);

const fileError = (path: string, reason: unknown): DataError => {
  // Not by `instanceof`: in a test runner, errors of `node:fs` may be of another realm.
  switch ((reason as { readonly code?: unknown } | null)?.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        _tag: 'FileNotFound',
        source: path,
        message: `${path} does not exist; check the path`,
      };
    case 'EISDIR':
      return {
        _tag: 'NotAFile',
        source: path,
        message: `${path} is a directory, where a file was expected; name a file in it`,
      };
    default:
      return {
        _tag: 'Unreadable',
        source: path,
        message: `${path} cannot be read: ${messageOf(reason)}; check its permissions and size`,
      };
  }
};

const messageOf = (reason: unknown): string =>
  (reason as { readonly message?: string } | null)?.message ?? String(reason);
