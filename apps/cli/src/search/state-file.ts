import { readFile } from 'node:fs/promises';
import { removeStaleTemporaries } from '@puregrad/trainer/node';
import type { SearchState } from '@puregrad/trainer/search';
import * as z from 'zod';

const stateSchema = z.object({
  search: z.string(),
  pending: z.array(z.number()),
  told: z.array(z.tuple([z.number(), z.number().nullable()])),
});

/** What an earlier search came to, by its file, which is locked; undefined where there was none, a string where it cannot be told. */
export const readState = async (path: string): Promise<SearchState | undefined | string> => {
  await removeStaleTemporaries(path, { areOthersLocked: true });
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    return `--state '${path}' cannot be read: ${(error as Error).message}`;
  }
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch {
    return `--state '${path}' is no state of a search; name another file`;
  }
};
