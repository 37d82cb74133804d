import { randomUUID } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { uptime } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { birthOf } from './processes.ts';

/** The temporary files that this process is writing now. */
const inUse = new Set<string>();

/** A name in the same folder as the path that no other write uses, in this process or another. */
export const newTemporary = (path: string): string => {
  const name = resolve(`${path}.${process.pid}-${randomUUID()}.tmp`);
  inUse.add(name);
  return name;
};

/** Removes the temporary file if it still exists; it does not after a rename. */
export const dropTemporary = async (name: string): Promise<void> => {
  // The caller reports the error before this one.
  await rm(name, { force: true }).catch(() => {});
  inUse.delete(name);
};

/** The error codes of file systems without hard links. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'EINVAL']);

/** Whether a hard link failed because the file system has none, as on memory sticks. */
export const isLinkless = (error: unknown): boolean =>
  NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '');

/** A tolerance: the clocks of file systems are coarse, and those of other machines differ a little. */
const CLOCK_SLACK_MS = 2000;

const isStale = async (file: string, pid: number): Promise<boolean> => {
  if ((await birthOf(pid)) === undefined) return true;
  // Process numbers recur: in a container this process may have the number of the one that was killed.
  const secondsUp = pid === process.pid ? process.uptime() : uptime();
  const { mtimeMs } = await stat(file);
  return mtimeMs < Date.now() - 1000 * secondsUp - CLOCK_SLACK_MS;
};

/**
 * Removes the temporary files that killed processes left when they wrote to the path. Those of running processes
 * stay, unless `areOthersLocked` is true: then the caller holds a lock, and no other process writes there. A file
 * also stays if it cannot be removed or if the folder cannot be read.
 *
 * @example
 * ```ts
 * import { removeStaleTemporaries } from '@puregrad/trainer/node';
 * await removeStaleTemporaries('/no/such/folder/a.txt');
 * ```
 */
export const removeStaleTemporaries = async (
  path: string,
  { areOthersLocked = false }: { readonly areOthersLocked?: boolean } = {},
): Promise<void> => {
  const folder = resolve(dirname(path));
  const start = `${basename(path)}.`;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, pid] = /^(\d+)-[0-9a-f-]{36}\.tmp$/.exec(name.slice(start.length)) ?? [];
    if (!name.startsWith(start) || pid === undefined) continue;
    const file = join(folder, name);
    if (inUse.has(file)) continue;
    if (areOthersLocked || (await isStale(file, Number(pid)).catch(() => false)))
      await rm(file, { force: true }).catch(() => {});
  }
};
