import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeNpz } from '@puregrad/data';
import { key, normal, tensor } from '@puregrad/tensors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idxFolder } from '../testing/idx-folder.ts';
import { record } from '../testing/recorder.ts';
import { noteOf } from './importance.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-importance-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const ROWS = 600;
const draws = normal(key(7), [ROWS, 5]).toArray() as number[][];
const WORDS = ['north', 'south', 'west'];

/** Three planted columns of falling effect, one of them of words, and two of noise. */
const planted = (): string => {
  const lines = draws.map(([a, b, n1, n2, error], i) => {
    const word = WORDS[(i * 7) % 3]!;
    const y = 4 * a! + 1.5 * b! + (word === 'north' ? 1.5 : 0) + 0.1 * error!;
    return [n1, b, word, a, n2, y].join(',');
  });
  const path = at('planted.csv');
  writeFileSync(path, `noise1,weak,region,strong,noise2,y\n${lines.join('\n')}\n`);
  return path;
};

interface Found {
  readonly score: number;
  readonly metric: string;
  readonly examples: number;
  readonly columns: readonly {
    readonly name: string;
    readonly mean: number;
    readonly std: number;
    readonly drops: readonly number[];
    readonly clear: boolean;
  }[];
}

const run = async (...args: readonly string[]): Promise<readonly string[]> => {
  const { code, out, err } = await record(args);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  return out;
};
const found = async (...args: readonly string[]): Promise<Found> =>
  JSON.parse((await run('importance', ...args, '--json'))[0]!);

describe('puregrad importance', () => {
  let data: string;
  let model: string;
  beforeAll(async () => {
    data = planted();
    model = at('planted.safetensors');
    await run(
      ...['train', data, '--target', 'y', '--test', '0.3', '--epochs', '40', '--l2', '0.001'],
      ...['--out', model],
    );
  });

  it('finds planted columns in their order, and noise columns are about 0', async () => {
    const { columns, score, metric } = await found(model, data);
    expect(metric).toBe('r2');
    expect(score).toBeGreaterThan(0.9);
    expect(columns.map(({ name }) => name).slice(0, 3)).toEqual(['strong', 'weak', 'region']);
    for (const { clear, mean } of columns.slice(0, 3))
      expect([clear, mean > 0.02]).toEqual([true, true]);
    for (const { name, mean, std } of columns.slice(3)) {
      expect(name).toMatch(/^noise/);
      expect(Math.abs(mean)).toBeLessThan(Math.max(2 * std, 0.01));
    }
  });

  it('has a line with a bar for each column of the table, words as one column', async () => {
    const lines = await run('importance', model, data, '--repeats', '3');
    expect(lines[0]).toMatch(/ on all 600 rows of .*, \d+ of which it was trained on: r2 0\./);
    expect(lines[1]).toContain('permuted among the rows, 3 times');
    const bars = lines.slice(3);
    expect(bars.map((line) => line.split(' ')[0]!).slice(0, 3)).toEqual([
      'strong',
      'weak',
      'region',
    ]);
    expect(bars).toHaveLength(5);
    expect(bars[0]).toMatch(/^strong {2}█{24} {2}\d\.\d{4} ± \d\.\d{4}$/);
    expect(bars.join('\n')).not.toContain('region=');
  });

  it('gives the same numbers for the same seed, and others for another', async () => {
    const args = [model, data, '--repeats', '2', '--seed'];
    const first = await found(...args, '3');
    expect(await found(...args, '3')).toEqual(first);
    expect((await found(...args, '4')).columns).not.toEqual(first.columns);
  });

  it('without data is of the rows that were set aside', async () => {
    const [first] = await run('importance', model, '--repeats', '1');
    expect(first).toMatch(/ on the 180 test rows of .*, which were set aside: r2 0\./);
  });

  it('needs a file with the target', async () => {
    writeFileSync(at('blind.csv'), 'noise1,weak,region,strong,noise2\n1,2,north,3,4\n');
    const { code, err } = await record(['importance', model, at('blind.csv')]);
    expect(code).toBe(2);
    expect(err.join()).toMatch(/has no y, which/);
  });
});

it('the columns of arrays have numbers; images are refused with the reason', async () => {
  const rows = draws.slice(0, 80);
  const path = at('rows.npz');
  writeFileSync(
    path,
    encodeNpz({
      x: tensor(rows.map(([a, b]) => [a!, b!])),
      y: tensor(
        rows.map(([, b]) => (b! > 0 ? 1 : 0)),
        { dtype: 'int32' },
      ),
    }),
  );
  const model = at('rows.safetensors');
  await run('train', path, '--epochs', '30', '--out', model);
  const { columns, metric } = await found(model, path);
  expect(metric).toBe('accuracy');
  expect(columns.map(({ name }) => name)).toEqual(['x[1]', 'x[0]']);

  const images = await idxFolder();
  const ofImages = at('images.safetensors');
  await run('train', images, '--epochs', '1', '--out', ofImages);
  const { code, err } = await record(['importance', ofImages, images]);
  expect(code).toBe(2);
  expect(err.join()).toContain('takes images, and a pixel alone says little');
  rmSync(images, { recursive: true });
});

it('a note tells columns without effect from those within chance', () => {
  const of = (...drops: readonly number[]) => {
    const mean = drops.reduce((a, b) => a + b, 0) / drops.length;
    const std = Math.sqrt(drops.reduce((sum, d) => sum + (d - mean) ** 2, 0) / drops.length);
    return noteOf({ name: 'a', drops, mean, std });
  };
  expect(of(0, 0, 0)).toBe('no effect');
  expect(of(0.1, -0.1, 0.05)).toBe('not distinguishable from 0');
  expect(of(0.5, 0.51, 0.52)).toBe('');
  expect(of(-0.5, -0.51, -0.52)).toBe('better without its values');
});
