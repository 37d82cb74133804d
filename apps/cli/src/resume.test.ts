import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeTensors, encodeTensors } from '@puregrad/trainer';
import { isLeft } from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from './testing/recorder.ts';

let folder: string;
let data: string;
const at = (name: string): string => join(folder, name);
const model = (name: string): Buffer => readFileSync(at(`${name}.safetensors`));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-resume-'));
  data = at('data.csv');
  const rows = Array.from({ length: 400 }, (_, i) => {
    const [a, b] = [Math.sin(i * 12.9898), Math.sin(i * 78.233)];
    return `${a.toFixed(4)},${b.toFixed(4)},${a * b > 0 ? 'yes' : 'no'}`;
  });
  writeFileSync(data, `a,b,same\n${rows.join('\n')}\n`);
  await record([...train('whole')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** With a step that draws random numbers, an optimizer with memory, and a schedule. */
const train = (name: string, ...more: readonly string[]): readonly string[] => [
  ...['train', data, '--target', 'same', '--epochs', '30', '--batch-size', '16'],
  ...['--hidden', '8,8'],
  ...['--dropout', '0.2', '--batch-norm', '--schedule', 'cosine', '--json'],
  ...['--out', at(`${name}.safetensors`), ...more],
];

/** A run that gets Ctrl-C at its so-manieth step. */
const interrupted = (name: string, step: number) => {
  let steps = 0;
  return record(train(name, '--run', at(name), '--save-every', '0'), (line, interrupt) => {
    if (line.startsWith('{"kind":"step"') && ++steps === step) interrupt();
  });
};

describe('a run that was interrupted', () => {
  it.each([3, 50, 207])('at step %i goes on to the very same bytes', async (step) => {
    const name = `at${step}`;
    expect((await interrupted(name, step)).code).toBe(130);
    const { code, out } = await record(['resume', at(name)]);
    expect(code).toBe(0);
    expect(model(name).equals(model('whole'))).toBe(true);
    if (step > 20) expect(out.join('\n')).toContain('"kind":"resume"');
  });

  it('more than once goes on too, and says how', async () => {
    let steps = 0;
    const { out } = await record(
      train('twice', '--run', at('twice'), '--save-every', '0').filter((arg) => arg !== '--json'),
      (line, interrupt) => {
        if (/^ +3 /.test(line) && steps++ === 0) interrupt();
      },
    );
    expect(out.join('\n')).toContain(`Continue with: puregrad resume ${at('twice')}`);
    await record(['resume', at('twice')], (line, interrupt) => {
      if (/^ +8 /.test(line)) interrupt();
    });
    expect((await record(['resume', at('twice')])).code).toBe(0);
    expect(model('twice').equals(model('whole'))).toBe(true);
  });

  it('goes on from the checkpoint before, where the last is damaged', async () => {
    await interrupted('damaged', 120);
    const file = join(at('damaged'), 'checkpoint.safetensors');
    writeFileSync(file, readFileSync(file).subarray(0, 500));
    expect((await record(['resume', at('damaged')])).code).toBe(0);
    expect(model('damaged').equals(model('whole'))).toBe(true);
  });
});

describe('a run that began on another engine', () => {
  it('goes on, and says that the bytes will differ', async () => {
    await interrupted('elsewhere', 120);
    const file = join(at('elsewhere'), 'checkpoint.safetensors');
    const kept = decodeTensors(readFileSync(file));
    if (isLeft(kept)) throw new Error(kept.left.message);
    const { metadata, tensors } = kept.right;
    const run = JSON.parse(metadata.run!);
    expect(run.identity.engines).toHaveLength(1);
    run.identity.engines = ['an abacus'];
    writeFileSync(
      file,
      encodeTensors({ tensors, metadata: { ...metadata, run: JSON.stringify(run) } }),
    );
    const { code, out } = await record(['resume', at('elsewhere')]);
    expect(code).toBe(0);
    expect(out.map((line) => JSON.parse(line))).toContainEqual({
      kind: 'otherEngine',
      was: 'an abacus',
      is: expect.stringContaining('WebAssembly SIMD'),
    });
  });
});

describe('what cannot be resumed is refused', () => {
  it('a folder that is none, or holds no run, or a damaged one', async () => {
    for (const path of [at('none'), folder]) {
      const { code, err } = await record(['resume', path]);
      expect(code).toBe(2);
      expect(err.join()).toContain('does not hold a run; train with --run');
    }
    await interrupted('torn', 30);
    writeFileSync(join(at('torn'), 'run.json'), '{"format":');
    expect((await record(['resume', at('torn')])).err.join()).toContain('is damaged');
  });

  it('other data', async () => {
    await interrupted('other', 30);
    const before = readFileSync(data, 'utf8');
    writeFileSync(data, before.replace('yes', 'no'));
    const { code, err } = await record(['resume', at('other')]);
    writeFileSync(data, before);
    expect(code).toBe(2);
    expect(err.join()).toContain('the data have changed since the run');
  });

  it('a folder that holds something is not taken for a new run', async () => {
    const { code, err } = await record(train('again', '--run', folder));
    expect(code).toBe(2);
    expect(err.join()).toContain('is not empty');
    expect(readdirSync(folder)).not.toContain('again.safetensors');
  });
});
