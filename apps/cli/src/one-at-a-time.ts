import { lockFile } from '@puregrad/trainer/node';
import { isLeft } from 'fp-ts/lib/Either.js';
import type { ExitCode } from './exit-code.ts';
import { refuse, type Terminal } from './terminal.ts';

/** Does work that one process may do at a time with a file or folder; a second one is told who is at it. */
export const oneAtATime = async (
  terminal: Terminal,
  { named, path }: { readonly named: string; readonly path: string },
  work: () => Promise<ExitCode>,
): Promise<ExitCode> => {
  const lock = await lockFile(path)();
  if (isLeft(lock))
    return refuse(
      terminal,
      lock.left._tag === 'LockedError'
        ? `${named} is in use: ${lock.left.message}`
        : `${named}: ${lock.left.message}`,
    );
  try {
    return await work();
  } finally {
    await lock.right.release();
  }
};
