import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import {
  constants,
  copyFile,
  link,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { FileError } from '@puregrad/data';
import { fileError } from '@puregrad/data/node';
import { flatMap, getOrElseW, left, right } from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { fields, guarded, integer, parseJson, text } from '../json/decoder.ts';
import { birthOf } from './processes.ts';
import {
  dropTemporary,
  isLinkless,
  newTemporary,
  removeStaleTemporaries,
} from './temporary-files.ts';

/** Another process holds the lock. */
export interface LockedError {
  readonly _tag: 'LockedError';
  /** The file of the lock. */
  readonly path: string;
  readonly pid: number | undefined;
  /** The machine that the process runs on. */
  readonly host: string | undefined;
  readonly message: string;
}

/** A lock that this process holds. */
export interface FileLock {
  readonly release: () => Promise<void>;
}

/** The description, in a lock, of the process that holds it. */
interface Holder {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
  readonly birth: string;
}

interface Found {
  readonly id: string;
  /** Undefined if the content is not that of a lock, or not written yet. */
  readonly holder: Holder | undefined;
  readonly ageMs: number;
}

/** The interval at which a lock is renewed, for processes on other machines, which cannot query this one. */
const BEAT_MS = 10_000;
/** The time without renewal after which a process counts as ended. */
const LOST_MS = 60_000;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const holderOf = fields<Holder>({
  id: guarded((value): value is string => typeof value === 'string' && ID.test(value), 'an id'),
  pid: integer(1),
  host: text,
  birth: text,
});

const decodeHolder = (written: string): Holder | undefined =>
  pipe(
    parseJson(written),
    flatMap((value) => holderOf(value, '')),
    getOrElseW(() => undefined),
  );

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** The present lock; undefined if there is none. */
const find = async (file: string): Promise<Found | undefined> => {
  try {
    const [text, { mtimeMs }] = [await readFile(file, 'utf8'), await stat(file)];
    const holder = decodeHolder(text);
    return { id: holder?.id ?? `${Math.trunc(mtimeMs)}`, holder, ageMs: Date.now() - mtimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

const isHeld = async ({ holder, ageMs }: Found): Promise<boolean> => {
  if (holder?.host === hostname()) {
    const birth = await birthOf(holder.pid);
    if (birth === undefined) return false;
    // Another process may have the same number now.
    if (birth !== '' && holder.birth !== '') return birth === holder.birth;
  }
  return ageMs < LOST_MS;
};

/** Creates the file if it does not exist: together with its content, if the file system has hard links. */
const claim = async (file: string, text: string, lock: string): Promise<boolean> => {
  const temporary = newTemporary(lock);
  try {
    await writeFile(temporary, text, { flag: 'wx', flush: true });
    await link(temporary, file).catch(async (error: unknown) => {
      if (!isLinkless(error)) throw error;
      await copyFile(temporary, file, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await dropTemporary(temporary);
  }
};

/** Takes a file of the lock, which is first the lock itself, or finds its holder. */
const take = async (file: string, text: string, lock = file): Promise<Found | undefined> => {
  for (;;) {
    if (await claim(file, text, lock)) return undefined;
    const found = await find(file);
    if (found === undefined) continue;
    if (await isHeld(found)) return found;
    // The removal has a lock of its own. Otherwise two processes might remove the file, and the slower one
    // would remove the other's new lock.
    const guard = `${lock}.${found.id}`;
    const faster = await take(guard, text, lock);
    if (faster !== undefined) return faster;
    try {
      if ((await find(file))?.id === found.id) await rm(file, { force: true });
    } finally {
      await rm(guard, { force: true });
    }
  }
};

/** Removes the files of processes that were killed while they took or released the lock. */
const clean = async (file: string): Promise<void> => {
  await removeStaleTemporaries(file);
  const [folder, start] = [dirname(file), `${basename(file)}.`];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(start) || !ID.test(name.slice(start.length))) continue;
    const guard = await find(join(folder, name));
    if (guard !== undefined && !(await isHeld(guard))) await rm(join(folder, name));
  }
};

const hold = (file: string, id: string): FileLock => {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => {}); // The next renewal may succeed.
  }, BEAT_MS);
  beat.unref();
  const isOurs = (text: string): boolean => decodeHolder(text)?.id === id;
  const onExit = (): void => {
    try {
      if (isOurs(readFileSync(file, 'utf8'))) rmSync(file);
    } catch {
      // The lock stays without effect, because its process has ended.
    }
  };
  process.on('exit', onExit);
  return {
    release: async () => {
      clearInterval(beat);
      process.off('exit', onExit);
      if (isOurs(await readFile(file, 'utf8').catch(() => '')))
        await rm(file, { force: true }).catch(() => {});
    },
  };
};

const lockedError = (file: string, { holder }: Found): LockedError => {
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid}${holder.host === hostname() ? '' : ` on ${holder.host}`}`;
  return {
    _tag: 'LockedError',
    path: file,
    pid: holder?.pid,
    host: holder?.host,
    message: `${who} is at work on it; wait until that has ended, or stop it (its lock is '${file}')`,
  };
};

/**
 * Takes the lock `path.lock`, for work that only one process may do at a time. A lock whose process has ended is
 * ignored, even if it was killed, after a reboot, or if another process has its number now. On a disk that
 * machines share, a lock of another machine is valid until it has not been renewed for a minute.
 *
 * @example
 * ```ts
 * import { lockFile } from '@puregrad/trainer/node';
 * const lock = await lockFile('/no/such/folder/run')();
 * lock._tag; // => 'Left'
 * if (lock._tag === 'Right') await lock.right.release();
 * ```
 */
export const lockFile =
  (path: string): TaskEither<FileError | LockedError, FileLock> =>
  async () => {
    const file = `${resolve(path)}.lock`;
    try {
      const id = randomUUID();
      const birth = (await birthOf(process.pid)) ?? '';
      const holder: Holder = { id, pid: process.pid, host: hostname(), birth };
      const found = await take(file, JSON.stringify(holder));
      if (found !== undefined) return left(lockedError(file, found));
      await clean(file).catch(() => {}); // The lock is ours; files that cannot be removed do no harm.
      return right(hold(file, id));
    } catch (error) {
      return left(fileError('make the lock', file, error));
    }
  };
