import { expect, it } from 'vitest';
import { execute } from './execute.ts';

/** Sixty take minutes. */
const kills = process.env.TEST_ALL === undefined ? 2 : 60;

it('the app, killed at any moment, continues to the files of an undisturbed run', async () => {
  const printed = await execute('node', ['scripts/kills.mjs', String(kills), '20261129'], '.');
  for (const name of ['train', 'search'])
    expect(printed).toMatch(
      new RegExp(`^${name}: \\d+ tries, ${kills} kills, ${kills} went on to the same files$`, 'm'),
    );
}, 3_600_000);
