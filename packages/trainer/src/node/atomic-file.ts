import { open, rename, rm } from 'node:fs/promises';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';

/** Why a file could not be read or written. */
export interface FileError {
  readonly _tag: 'FileError';
  readonly path: string;
  readonly message: string;
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

export const fileError = (doing: string, path: string, error: unknown): FileError => {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return {
    _tag: 'FileError',
    path,
    message: `cannot ${doing} '${path}': ${REASONS[code] ?? message}`,
  };
};

/**
 * Writes a file whole or not at all: to a temporary file beside it, flushed to disk, then renamed.
 * An interruption leaves the old file as it was.
 *
 * @example
 * ```ts
 * import { writeFileAtomically } from '@puregrad/trainer/node';
 * const written = await writeFileAtomically('/no/such/folder/a.txt', new Uint8Array(0))();
 * written._tag; // => 'Left'
 * ```
 */
export const writeFileAtomically =
  (path: string, bytes: Uint8Array): TaskEither<FileError, void> =>
  async (): Promise<Either<FileError, void>> => {
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      const file = await open(temporary, 'w');
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, path);
      return right(undefined);
    } catch (error) {
      // What went wrong is `error`; a temporary file that cannot be removed adds nothing to it.
      await rm(temporary, { force: true }).catch(() => {});
      return left(fileError('write', path, error));
    }
  };
