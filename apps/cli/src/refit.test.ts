import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { record } from './testing/recorder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'puregrad-refit-'));
});
afterAll(() => rm(folder, { recursive: true }));

const words = async (rows: number): Promise<string> => {
  const path = join(folder, `words-${rows}.csv`);
  const line = (i: number): string => `${i},${(i * 7) % 11},${(i * 7) % 11 > 5 ? 'yes' : 'no'}\n`;
  await writeFile(path, `a,b,y\n${Array.from({ length: rows }, (_, i) => line(i)).join('')}`);
  return path;
};

describe('--batch-norm, where one row is left for the last batch', () => {
  it.each([
    [39, 'the first run'],
    [33, 'the refit'],
  ])('%i rows: %s ends', async (rows) => {
    const { code, err } = await record(
      ['train', await words(rows), '--target', 'y', '--batch-norm', '--epochs', '2'].concat([
        ...['--hidden', '4', '--batch-size', '32', '--refit'],
      ]),
    );
    expect(err).toEqual([]);
    expect(code).toBe(0);
  });

  it('batches of one row are refused with the remedy', async () => {
    const { code, err } = await record([
      ...['train', await words(33), '--target', 'y', '--batch-norm', '--batch-size', '1'],
    ]);
    expect(code).toBe(2);
    expect(err).toEqual([
      "puregrad: --batch-size must be at least 2 with --batch-norm, which normalizes over the batch, got '1'",
    ]);
  });
});
