import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
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
 * A name beside the path that no other write takes, in this process or in another: for a file that is
 * renamed to the path once it is whole. `removeStaleTemporaries` knows it again.
 *
 * @example
 * ```ts
 * import { temporaryOf } from '@puregrad/trainer/node';
 * temporaryOf('a.txt') === temporaryOf('a.txt'); // => false
 * ```
 */
export const temporaryOf = (path: string): string => `${path}.${process.pid}-${randomUUID()}.tmp`;

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is there, although it takes no signal from this one.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * Removes the temporary files that killed processes left when they wrote to the path; those of processes
 * that still run stay. Where the folder cannot be read, or a file not be removed, it stays too.
 *
 * @example
 * ```ts
 * import { removeStaleTemporaries } from '@puregrad/trainer/node';
 * await removeStaleTemporaries('/no/such/folder/a.txt');
 * ```
 */
export const removeStaleTemporaries = async (path: string): Promise<void> => {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, pid] = /^(\d+)-[0-9a-f-]{36}\.tmp$/.exec(name.slice(start.length)) ?? [];
    if (!name.startsWith(start) || pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { force: true }).catch(() => {});
  }
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
    const temporary = temporaryOf(path);
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
