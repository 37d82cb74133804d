import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { execute } from './execute.ts';

const { version } = JSON.parse(readFileSync('apps/cli/package.json', 'utf8'));

/** A table with words, gaps and a target. */
export const penguins: readonly string[] = readFileSync('apps/cli/data/penguins.csv', 'utf8')
  .trim()
  .split('\n');

/** An empty folder, into which the app is installed from its tarball alone, with the table in two parts. */
export const installApp = async (name: string): Promise<string> => {
  const folder = join(inject('scratch'), name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const tarball = join(inject('scratch'), 'tarballs', `puregrad-${version}.tgz`);
  await execute('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder);
  const [head, ...rows] = penguins;
  const write = (name: string, part: readonly string[]): void =>
    writeFileSync(join(folder, name), `${[head, ...part].join('\n')}\n`);
  write(
    'data.csv',
    rows.filter((_, i) => i % 5 !== 0),
  );
  write(
    'test.csv',
    rows.filter((_, i) => i % 5 === 0),
  );
  return folder;
};

/** The command that `npx puregrad` runs, without the second that npx itself takes. */
export const puregradIn = (folder: string, ...args: readonly string[]): Promise<string> =>
  execute(join('node_modules', '.bin', 'puregrad'), args, folder);
