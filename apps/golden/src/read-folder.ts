import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { left, right } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type GoldenFile, parseGoldenFile } from './format.ts';

/** All golden files of a folder by name; Left lists every problem, one line each. */
export const readFolder =
  (folder: string): TaskEither<readonly string[], readonly GoldenFile[]> =>
  async () => {
    let names: readonly string[];
    try {
      names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
    } catch (error) {
      return left([
        `cannot read the folder ${folder}: ${(error as Error).message}; name a folder of golden files`,
      ]);
    }
    if (names.length === 0)
      return left([`the folder ${folder} has no *.json files; name a folder of golden files`]);
    const files: GoldenFile[] = [];
    const problems: string[] = [];
    for (const name of names) {
      const path = join(folder, name);
      try {
        const parsed = parseGoldenFile(await readFile(path, 'utf8'));
        if (parsed._tag === 'Right') files.push(parsed.right);
        else problems.push(`${path}: ${parsed.left}`);
      } catch (error) {
        problems.push(`${path}: ${(error as Error).message}`);
      }
    }
    return problems.length === 0 ? right(files) : left(problems);
  };
