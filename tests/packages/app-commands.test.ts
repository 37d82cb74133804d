import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installApp, puregradIn } from './app.ts';
import { execute } from './execute.ts';

describe('commands of the app, installed from its tarball alone into an empty folder', () => {
  let folder: string;
  const puregrad = (...args: readonly string[]) => puregradIn(folder, ...args);
  beforeAll(async () => {
    folder = await installApp('app-commands');
  });

  it('searches in threads', async () => {
    const printed = await puregrad(
      ...['search', 'data.csv', '--target', 'species', '--trials', '2', '--workers', '2'],
      ...['--epochs', '1', '--state', 'search.json'],
    );
    expect(printed).toMatch(/best: --l2 /);
    expect(existsSync(join(folder, 'search.json'))).toBe(true);
  });

  it('completes, diagnoses, and runs an experiment with a chart', async () => {
    const complete = ['--no-install', 'puregrad', 'complete', '--', 'tra'];
    expect(await execute('npx', complete, folder)).toContain('train');
    expect(
      await puregrad('diagnose', 'data.csv', '--target', 'species', '--epochs', '2'),
    ).toContain('Layers in epoch 2');
    expect(await puregrad('lab', 'vanishing', '--out', 'lab')).toContain('reproduced');
    expect(existsSync(join(folder, 'lab', 'vanishing.svg'))).toBe(true);
  });

  it('says in a line what is wrong, and ends in code 2', async () => {
    await expect(puregrad('train', 'no.csv', '--target', 'species')).rejects.toThrow(
      /puregrad: cannot read 'no\.csv': there is no such file/,
    );
  });
});
