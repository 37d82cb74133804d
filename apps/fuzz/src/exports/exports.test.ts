import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tryValid } from './attempt.ts';
import { attempts, exportsWith, partOf } from './exports.ts';
import { modules } from './modules.ts';

/** Every entry that a package has for its users, by what it is imported as. */
const entries = (): readonly string[] => {
  const folder = fileURLToPath(new URL('../../../../packages', import.meta.url));
  return readdirSync(folder).flatMap((name) => {
    const manifest = JSON.parse(readFileSync(`${folder}/${name}/package.json`, 'utf8'));
    return Object.keys(manifest.publishConfig.exports)
      .filter((path) => path !== './package.json')
      .map((path) => `${manifest.name}${path.slice(1)}`);
  });
};

describe('public functions called with wrong values', () => {
  it('are all listed, with valid calls of each', () => {
    expect(Object.keys(modules).toSorted()).toEqual(entries().toSorted());
    for (const [name, { exported, calls }] of Object.entries(modules))
      expect([name, ...Object.keys(calls).toSorted()]).toEqual([
        name,
        ...Object.keys(exported).toSorted(),
      ]);
  });

  it('do what they are for when they are called validly', async () => {
    const failures: string[] = [];
    for (const [module, { calls }] of Object.entries(modules))
      for (const name of Object.keys(calls)) failures.push(...(await tryValid(module, name)));
    expect(failures).toEqual([]);
  });

  it('are all tried by runs of consecutive seeds', () => {
    const rounds = Math.ceil(attempts.length / 300);
    const tried = new Set(Array.from({ length: rounds }, (_, i) => partOf(7 + i, 300)).flat());
    expect(tried.size).toBe(attempts.length);
  });

  // Before there was one check for all of them, two in five of these were TypeErrors, or accepted.
  it('give a value, a Left or an error of ours that says what is wrong', async () => {
    const { complaints } = await exportsWith(800).attempt(1);
    expect(complaints.map(({ report }) => report)).toEqual([]);
  });
});
