import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { installApp, penguins, puregradIn } from './app.ts';
import { execute } from './execute.ts';

describe('the app, installed from its tarball alone into an empty folder', () => {
  let folder: string;
  const puregrad = (...args: readonly string[]) => puregradIn(folder, ...args);
  beforeAll(async () => {
    folder = await installApp('app-training');
  });

  it('trains on a newcomer’s table, and writes a model and a report', async () => {
    const printed = await puregrad(
      ...['train', 'data.csv', '--target', 'species', '--epochs', '30'],
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
      ...['train', 'data.csv', '--target', 'body_mass_g', '--epochs', '40', '--no-refit'],
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
});
