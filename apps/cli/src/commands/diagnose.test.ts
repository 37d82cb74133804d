import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from '../testing/recorder.ts';

let folder: string;
const before = process.cwd();
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-diagnose-'));
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const penguins = ['penguins', '--target', 'species', '--epochs', '2'];
const deep = ['--hidden', Array.from({ length: 10 }, () => 8).join(','), '--activation', 'sigmoid'];

describe('puregrad diagnose', () => {
  it('names what ails a run, with the layers and remedies', async () => {
    const { code, out } = await record(['diagnose', ...penguins, ...deep]);
    expect(code).toBe(0);
    const text = out.join('\n');
    expect(text).toMatch(/Layers in epoch 2:[\s\S]*dense11/);
    expect(text).toMatch(/vanishing gradients: the gradients of dense\d+ .*\n {2}- use ReLU/);
  });

  it('gives one object for machines', async () => {
    const { out } = await record(['diagnose', ...penguins, ...deep, '--json']);
    const found = JSON.parse(out.join('')) as {
      readonly epoch: number;
      readonly layers: readonly { readonly name: string }[];
      readonly findings: readonly { readonly ailment: string }[];
    };
    expect(found.epoch).toBe(2);
    expect(found.layers[0]!.name).toBe('input');
    expect(found.findings.map(({ ailment }) => ailment)).toContain('vanishing gradients');
  });

  it('tells of a run that ended in NaN what ended it', async () => {
    const diverging = ['--optimizer', 'sgd', '--learning-rate', '1e30'];
    const { code, out } = await record(['diagnose', ...penguins, ...diverging]);
    expect(code).toBe(0);
    expect(out.join('\n')).toMatch(/epoch 1, step \d+: .*lower the learning rate/);
  });

  it('reads a kept run, also from another folder (was: looked for it where the run began)', async () => {
    // Checkpoints come every twenty steps: the last one is of the second epoch, before its end.
    const elsewhere = join(folder, 'here');
    const { code } = await record(['train', ...penguins, '--run', elsewhere, '--no-refit']);
    expect(code).toBe(0);
    process.chdir(folder);
    const { code: diagnosed, out } = await record(['diagnose', 'here']);
    expect(diagnosed).toBe(0);
    expect(out.join('\n')).toMatch(/^1 epoch: loss [\s\S]*Layers in epoch 1:/m);
  });
});
