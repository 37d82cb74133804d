import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Either, right } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type InputError, unusable } from '../errors.ts';

/** Checks that a file can be saved at `path` later. It is better to know now than after minutes. */
export const requireSavable =
  (flag: string, path: string | undefined): TaskEither<InputError, void> =>
  async () =>
    path === undefined ? right(undefined) : check(flag, path);

const check = async (flag: string, path: string): Promise<Either<InputError, void>> => {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return unusable(`${flag} '${path}' is a folder; name a file in it`);
    if (!found.isFile()) return right(undefined); // A pipe or a device.
  } catch {
    // No such file: the usual case.
  }
  try {
    await access(dirname(resolve(path)), constants.W_OK);
    return right(undefined);
  } catch {
    return unusable(`${flag} '${path}': its folder does not exist or cannot be written to`);
  }
};
