import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFile } from '@puregrad/trainer/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { record } from './testing/recorder.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-alone-'));
  mkdirSync(join(folder, 'run'));
  const run = { format: 'puregrad run 1', options: {}, cwd: folder };
  writeFileSync(join(folder, 'run', 'run.json'), JSON.stringify(run));
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  [
    'train --run',
    'run/run',
    (at: string) => ['train', 'penguins', '--target', 'species', '--run', `${at}/run`],
  ],
  ['resume', 'run/run', (at: string) => ['resume', `${at}/run`]],
  [
    'search --state',
    'state.json',
    (at: string) => [
      'search',
      'penguins',
      '--target',
      'species',
      '--epochs',
      '1',
      '--state',
      `${at}/state.json`,
    ],
  ],
  ['lab', 'lab', (at: string) => ['lab', 'vanishing', '--out', at]],
])(
  '%s where another process is at work: it is told which, and nothing is touched',
  async (_, path, args) => {
    const lock = await lockFile(join(folder, path))();
    if (lock._tag === 'Left') throw new Error(lock.left.message);
    const before = readdirSync(folder, { recursive: true });
    try {
      const { code, out, err } = await record(args(folder));
      expect({ code, out }).toEqual({ code: 2, out: [] });
      expect(err).toHaveLength(1);
      expect(err[0]).toMatch(
        /^puregrad: (--\w+ )?'.+' is in use: process \d+ is at work on it; wait until that has ended, or stop it/,
      );
      expect(err[0]).toContain(folder);
      expect(err[0]).toContain(`process ${process.pid} `);
      expect(readdirSync(folder, { recursive: true })).toEqual(before);
    } finally {
      await lock.right.release();
    }
  },
);
