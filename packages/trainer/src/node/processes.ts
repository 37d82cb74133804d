import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const isThere = (pid: number): boolean => {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user exists, although it accepts no signal from this one.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const readOr = (path: string, otherwise: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => otherwise);

/** Linux counts ticks since the boot, so the boot is a part of the result. */
const birthOnLinux = async (pid: number): Promise<string | undefined> => {
  const stat = await readOr(`/proc/${pid}/stat`, '');
  // The second field, the name in parentheses, may hold spaces and parentheses itself.
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // It has ended, but its parent has not read the exit code yet.
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await readOr('/proc/sys/kernel/random/boot_id', '');
  return fields[18] === undefined ? '' : `${boot.trim()} ${fields[18]}`;
};

/**
 * The start of a process, which distinguishes it from an earlier one with the same number. Undefined if no
 * process with that number runs, empty if the system does not report it.
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
