import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { execute } from './execute.ts';

const { version } = JSON.parse(readFileSync('apps/cli/package.json', 'utf8'));

/** A table with words, gaps and a target. */
const penguins = readFileSync('apps/cli/data/penguins.csv', 'utf8').trim().split('\n');

describe('the app, installed from its tarball alone into an empty folder', () => {
  let folder: string;
  /** What `npx puregrad` runs, without the second that npx itself takes. */
  const puregrad = (...args: readonly string[]): Promise<string> =>
    execute(join('node_modules', '.bin', 'puregrad'), args, folder);

  beforeAll(async () => {
    folder = join(inject('scratch'), 'app');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const tarball = join(inject('scratch'), 'tarballs', `puregrad-${version}.tgz`);
    await execute(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball],
      folder,
    );
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
  });

  it('trains on a newcomer’s table, and writes a model and a report', async () => {
    const printed = await puregrad(
      ...['train', 'data.csv', '--target', 'species'],
      ...['--out', 'model.safetensors', '--report', 'out.html'],
    );
    expect(printed).toMatch(/validation accuracy (0\.9\d+|1\.0+)/);
    expect(readFileSync(join(folder, 'out.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<svg/i);
  });

  it('judges, predicts and shows what it has trained', async () => {
    const judged = JSON.parse(
      await puregrad('evaluate', 'model.safetensors', 'test.csv', '--json'),
    );
    expect(judged.metrics.accuracy).toBeGreaterThan(0.95);
    await puregrad('predict', 'model.safetensors', 'test.csv', '--out', 'predicted.csv');
    const lines = readFileSync(join(folder, 'predicted.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toMatch(/,predicted species$/);
    expect(lines).toHaveLength(1 + Math.ceil((penguins.length - 1) / 5));
    expect(await puregrad('inspect', 'model.safetensors')).toContain('classification of species');
  });

  it('finds from the numbers of a target that it is a regression', async () => {
    await puregrad(
      ...['train', 'data.csv', '--target', 'body_mass_g', '--no-refit'],
      ...['--out', 'mass.safetensors'],
    );
    const { metrics } = JSON.parse(
      await puregrad('evaluate', 'mass.safetensors', 'test.csv', '--json'),
    );
    expect(metrics.r2).toBeGreaterThan(0.75);
  });

  it('writes plain text into a pipe in CI, and colours where they are forced', async () => {
    const inspect = (environment: NodeJS.ProcessEnv) =>
      execute(join('node_modules', '.bin', 'puregrad'), ['inspect', 'model.safetensors'], folder, {
        FORCE_COLOR: undefined,
        NO_COLOR: undefined,
        ...environment,
      });
    expect(await inspect({ CI: 'true' })).not.toContain('\u001b[');
    expect(await inspect({ FORCE_COLOR: '1' })).toContain('\u001b[1mspecies');
  });

  it('gives the same model with --deterministic, whether there is a fused multiply-add or not', async () => {
    // Node 20 has it by this flag, later ones always.
    const flag = '--experimental-wasm-relaxed-simd';
    const hasFlag = spawnSync(process.execPath, [flag, '-e', '']).status === 0;
    const train = async (flags: readonly string[], ...options: readonly string[]) => {
      const file = join(folder, 'bits.safetensors');
      const app = join('node_modules', 'puregrad', 'dist', 'main.mjs');
      const settings = ['--target', 'species', '--epochs', '2', '--no-refit', '--json'];
      const printed = await execute(
        process.execPath,
        [...flags, app, 'train', 'data.csv', ...settings, '--out', file, ...options],
        folder,
      );
      return [printed, readFileSync(file).toString('hex')] as const;
    };
    const fused = hasFlag ? [flag] : [];
    const [printed, expected] = await train([], '--deterministic');
    expect(printed).toContain('no fused multiply-add (deterministic)');
    expect((await train(fused, '--deterministic'))[1]).toBe(expected);
    // Else the comparison proves nothing.
    const [fusedPrinted, other] = await train(fused);
    expect(fusedPrinted).toMatch(/SIMD, fused multiply-add/);
    expect(other).not.toBe(expected);
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
      /puregrad: no\.csv does not exist/,
    );
  });
});
