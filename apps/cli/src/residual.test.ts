import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addParts,
  concat,
  dense,
  ensemble,
  fork,
  initialize,
  input,
  parallel,
  relu,
  residual,
} from '@puregrad/layers';
import { flow, key, pipe } from '@puregrad/tensors';
import { saveModel } from '@puregrad/trainer/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from './testing/recorder.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-residual-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const told = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await record(args);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  return out.join('\n');
};

describe('--residual', () => {
  const options = ['--target', 'species', '--epochs', '2', '--residual', '--no-refit'];
  const shape = ['--hidden', '8,8,6', '--dropout', '0.1', '--batch-norm'];

  it('trains residual blocks, which inspect, diagnose and the report show as trees', async () => {
    const [model, report] = [at('model.safetensors'), at('report.html')];
    const files = ['--out', model, '--report', report];
    await told('train', 'penguins', ...options, ...shape, ...files);
    const network = await told('inspect', model);
    expect(network).toMatch(
      /\ndense1 [\s\S]*\nresidual1 [\s\S]*\n {2}body: [\s\S]*\n {4}dense1 [\s\S]*\n {4}batchNorm1 [\s\S]*\n {4}relu1 [\s\S]*\n {4}dropout1 [\s\S]*\n {4}dense2 [\s\S]*\nresidual2 [\s\S]*\ndense2 [\s\S]*\nresidual3 [\s\S]*\ndense3 /,
    );
    const page = readFileSync(report, 'utf8');
    expect(page).toContain('residual3.body.dense2');
    // The names of many layers stand below each other, and do not widen the charts.
    const widths = [...page.matchAll(/<svg[^>]* width="(\d+)/g)].map(([, width]) => Number(width));
    expect(widths.length).toBeGreaterThan(10);
    expect(Math.max(...widths)).toBeLessThan(600);
    expect(page).toMatch(/<pre>layer[\s\S]*residual1[\s\S]*\n {2}body:/);
    const { layers } = JSON.parse(await told('inspect', model, '--json')) as {
      readonly layers: readonly { readonly parts?: object }[];
    };
    expect(layers.filter(({ parts }) => parts !== undefined).length).toBe(3);
    const layersOfRun = await told('diagnose', 'penguins', ...options, ...shape);
    expect(layersOfRun).toMatch(/│ residual1 [\s\S]*│ {3}body: [\s\S]*│ {5}dense1 /);
  });
});

describe('inspect of a model that a program saved', () => {
  it('shows its network, of several inputs too', async () => {
    const network = pipe(
      input({ picture: 4, words: 2 }),
      parallel({ picture: residual(flow(dense(4), relu())), words: dense(4) }),
      concat(),
      fork({ wide: dense(3), deep: ensemble(2, dense(3)) }),
      addParts(),
    );
    const model = { network, ...initialize(network, key(1)) };
    await saveModel(at('own.safetensors'), model)();
    const text = await told('inspect', at('own.safetensors'));
    expect(text).toMatch(/^layer +kind +shape +parameters$/m);
    expect(text).toMatch(/^input +\{ picture: 4, words: 2 \}$/m);
    expect(text).toMatch(/^ {4}ensemble1 [\s\S]*^ {6}member2: /m);
    expect(text).toContain('params.fork1.deep.ensemble1.member2.dense1.kernel');
  });
});
