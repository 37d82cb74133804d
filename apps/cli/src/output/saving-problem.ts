import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Why nothing could be saved at `path` later; undefined where it can. Better now than after minutes. */
export const savingProblem = async (flag: string, path: string): Promise<string | undefined> => {
  try {
    const there = await stat(path);
    if (there.isDirectory()) return `${flag} '${path}' is a folder; name a file in it`;
    if (!there.isFile()) return undefined; // A pipe or a device: its folder may be anybody's.
  } catch {
    // No such file: the usual case.
  }
  try {
    await access(dirname(resolve(path)), constants.W_OK);
    return undefined;
  } catch {
    return `${flag} '${path}': its folder does not exist or cannot be written to`;
  }
};
