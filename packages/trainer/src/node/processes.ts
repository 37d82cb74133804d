import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const isThere = (pid: number): boolean => {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is there, although it takes no signal from this one.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const readOr = (path: string, otherwise: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => otherwise);

/** Linux counts in ticks since the boot, so the boot is a part of the answer. */
const birthOnLinux = async (pid: number): Promise<string | undefined> => {
  const stat = await readOr(`/proc/${pid}/stat`, '');
  // The second field, the name in parentheses, may hold spaces and parentheses itself.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // It has ended; only its parent has not asked for the exit code yet.
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await readOr('/proc/sys/kernel/random/boot_id', '');
  return fields[18] === undefined ? '' : `${boot.trim()} ${fields[18]}`;
};

/**
 * When a process began: what tells it from an earlier one of the same number. Undefined if no process of
 * that number runs, empty if the system does not say.
 */
export const birthOf = async (pid: number): Promise<string | undefined> => {
  if (!isThere(pid)) return undefined;
  if (process.platform === 'linux') return birthOnLinux(pid);
  if (process.platform === 'win32') return '';
  try {
    const env = { ...process.env, LC_ALL: 'C', TZ: 'UTC' };
    const asked = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], { env });
    return asked.stdout.trim();
  } catch {
    return '';
  }
};
