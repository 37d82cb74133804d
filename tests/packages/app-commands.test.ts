import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installApp, puregradIn } from './app.ts';
import { execute } from './execute.ts';

describe('commands of the app, installed from its tarball alone into an empty folder', () => {
  let folder: string;
  const puregrad = (...args: readonly string[]) => puregradIn(folder, ...args);
  /** Runs the app like `puregrad … | head -1`: nobody reads on after the first part of its output. */
  const readOneLine = async (...args: readonly string[]) => {
    const app = join('node_modules', 'puregrad', 'dist', 'main.mjs');
    const child = spawn(process.execPath, [app, ...args], { cwd: folder });
    let error = '';
    child.stderr.on('data', (part) => {
      error += part;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = await once(child, 'close');
    return { code, error };
  };
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

  it('cross-validates in threads, with results that do not depend on their number', async () => {
    const args = ['data.csv', '--target', 'species', '--epochs', '1', '--folds', '3', '--json'];
    const folds = async (workers: string) =>
      (await puregrad('train', ...args, '--workers', workers)).split('\n').slice(0, 4);
    const alone = await folds('1');
    expect(JSON.parse(alone[3]!)).toMatchObject({ kind: 'folds', folds: 3 });
    expect(await folds('2')).toEqual(alone);
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

  it('trains to the end and saves the model if the reader of its output leaves', async () => {
    const printed = await readOneLine('train', 'data.csv', '--target', 'species', '--out', 'read');
    expect(printed.code).toBe(0);
    expect(existsSync(join(folder, 'read'))).toBe(true);
  });

  it('stops predicting if the reader of its output leaves, without an error', async () => {
    await puregrad('train', 'data.csv', '--target', 'species', '--epochs', '1', '--out', 'left');
    const rows = readFileSync(join(folder, 'data.csv'), 'utf8').split('\n');
    const many = Array.from({ length: 500 }, () => rows.slice(1).join('\n')).join('');
    writeFileSync(join(folder, 'many.csv'), `${rows[0]}\n${many}`);
    const { code, error } = await readOneLine('predict', 'left', 'many.csv');
    expect(code).toBe(0);
    // It may tell what it filled in, and nothing else.
    expect(error).toMatch(/^([\d,]+ missing values were filled in[^\n]*\n)?$/);
  });

  it('says in a line what is wrong, and ends in code 2', async () => {
    await expect(puregrad('train', 'no.csv', '--target', 'species')).rejects.toThrow(
      /puregrad: cannot read 'no\.csv': there is no such file/,
    );
  });
});
