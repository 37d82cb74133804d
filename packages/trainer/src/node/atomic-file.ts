import type { Stats } from 'node:fs';
import { type FileHandle, open, realpath, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileError } from '@puregrad/data';
import { fileError } from '@puregrad/data/node';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { dropTemporary, newTemporary, removeStaleTemporaries } from './temporary-files.ts';

/** The contents for a file: as a whole, or in parts. */
export type FileContent = Uint8Array | AsyncIterable<Uint8Array | string>;

/** An error of the function that makes the parts, not of the file. */
class SourceError extends Error {}

async function* marked(parts: AsyncIterable<Uint8Array | string>) {
  try {
    yield* parts;
  } catch (cause) {
    throw new SourceError('', { cause });
  }
}

/** Unlike one system call `write`, `writeFile` of a handle continues until everything is written. */
const fill = async (file: FileHandle, content: FileContent): Promise<void> => {
  if (content instanceof Uint8Array) await file.writeFile(content);
  else for await (const part of marked(content)) await file.writeFile(part);
};

/** Writes directly to a pipe or a device, which cannot be replaced. For a folder, opening fails with its error. */
const fillDirectly = async (path: string, content: FileContent): Promise<void> => {
  const file = await open(path, 'w');
  try {
    await fill(file, content);
  } finally {
    await file.close();
  }
};

/** Gives the new file the owner of the old one, if this process is allowed to. */
const keepOwner = async (file: FileHandle, { uid, gid, mode }: Stats): Promise<void> => {
  const now = await file.stat();
  if (now.uid !== uid || now.gid !== gid) await file.chown(uid, gid).catch(() => {});
  if (now.mode !== mode) await file.chmod(mode & 0o7777).catch(() => {});
};

const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);
const TRIES = 8;

/** On Windows a file cannot be replaced while another program reads it. */
const replace = async (temporary: string, path: string, left = TRIES): Promise<void> => {
  try {
    await rename(temporary, path);
  } catch (error) {
    const isBusy = BUSY.has((error as NodeJS.ErrnoException).code ?? '');
    if (process.platform !== 'win32' || !isBusy || left === 0) throw error;
    await sleep(5 * 2 ** (TRIES - left));
    await replace(temporary, path, left - 1);
  }
};

/** The error codes of systems on which folders cannot be flushed. */
const NO_FOLDER_SYNC = new Set([
  ...['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'EBADF', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'],
]);

/** Flushes a folder: a name is on disk only if its folder is. */
export const syncFolder = async (path: string): Promise<void> => {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
};

const write = async (path: string, content: FileContent): Promise<void> => {
  // A symbolic link stays one: its target is written.
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => undefined);
  if (before !== undefined && !before.isFile()) return fillDirectly(target, content);
  await removeStaleTemporaries(target);
  const temporary = newTemporary(target);
  try {
    const file = await open(temporary, 'wx', before?.mode);
    try {
      await fill(file, content);
      if (before !== undefined) await keepOwner(file, before);
      await file.sync();
    } finally {
      await file.close();
    }
    await replace(temporary, target);
  } finally {
    await dropTemporary(temporary);
  }
  await syncFolder(dirname(target));
};

/**
 * Writes a file completely or not at all: to a temporary file in the same folder, which is flushed to disk and
 * then renamed. An interruption, even a power cut, leaves the old file unchanged, with its owner and mode; the
 * next write removes temporary files that killed writes left. A symbolic link is followed; a pipe or device is
 * written to directly. If making a part of the content fails, the task rejects with that error and no file is
 * written.
 *
 * @example
 * ```ts
 * import { writeFileAtomically } from '@puregrad/trainer/node';
 * const written = await writeFileAtomically('/no/such/folder/a.txt', new Uint8Array(0))();
 * written._tag; // => 'Left'
 * ```
 */
export const writeFileAtomically =
  (path: string, content: FileContent): TaskEither<FileError, void> =>
  async (): Promise<Either<FileError, void>> => {
    try {
      return right(await write(path, content));
    } catch (error) {
      if (error instanceof SourceError) throw error.cause;
      return left(fileError('write', path, error));
    }
  };
