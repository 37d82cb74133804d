import { readFile, rm } from 'node:fs/promises';
import * as z from 'zod';
import { writeText } from '../output/text-file.ts';

/** The finished parts of an experiment under way, in a file, so that hours are not lost. */
export interface Parts {
  readonly part: <T>(name: string, compute: () => Promise<T>) => Promise<T>;
  /** What parts took that were found finished. */
  readonly earlierSeconds: number;
  readonly discard: () => Promise<void>;
}

const schema = z.object({
  /** Parts are of use only to the same experiment. */
  of: z.string(),
  parts: z.record(z.string(), z.object({ seconds: z.number(), value: z.unknown() })),
});

const read = async (path: string, of: string): Promise<z.infer<typeof schema>> => {
  try {
    const found = schema.parse(JSON.parse(await readFile(path, 'utf8')));
    if (found.of === of) return found;
  } catch {
    // None, or from a version that wrote others.
  }
  return { of, parts: {} };
};

/** @param of what decides the results: other parts in the file are left out. */
export const openParts = async (path: string, of: string): Promise<Parts> => {
  const { parts } = await read(path, of);
  const earlierSeconds = Object.values(parts).reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    earlierSeconds,
    part: async <T>(name: string, compute: () => Promise<T>) => {
      const start = performance.now();
      if (parts[name] === undefined) {
        // As it will be read again: what is not JSON would differ after an interruption.
        const value: unknown = JSON.parse(JSON.stringify(await compute()));
        parts[name] = { seconds: (performance.now() - start) / 1000, value };
        await writeText(path, JSON.stringify({ of, parts }));
      }
      return parts[name].value as T;
    },
    discard: () => rm(path, { force: true }),
  };
};
