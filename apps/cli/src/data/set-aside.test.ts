import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { orThrow } from '../errors.ts';
import type { Recipe } from './recipe.ts';
import { loadTrainingData } from './training-data.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'puregrad-aside-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const COUNT = 101;

/** Rows in order of their class; `k` numbers them. */
const load = async (options: { readonly test?: number; readonly limit?: number }) => {
  const data = join(folder, 'sorted.csv');
  const rows = Array.from({ length: COUNT }, (_, k) => `${k},${k < 30 ? 'first' : 'second'}`);
  writeFileSync(data, `k,part\n${rows.join('\n')}\n`);
  const loaded = await loadTrainingData({
    ...{ data, target: 'part', labels: undefined, task: undefined, validation: 0.2, seed: 1 },
    test: options.test,
    limit: options.limit,
  });
  const { recipe, train, validation, test } = orThrow(loaded);
  const { encoding } = recipe.inputs as Extract<Recipe['inputs'], { readonly kind: 'table' }>;
  const [mean, std] = [encoding.scale!.mean[0]!, encoding.scale!.std[0]!];
  const numbersOf = (x: typeof train.x): readonly number[] =>
    [...x.data].map((k) => Math.round(mean + std * k) + 0);
  return {
    recipe,
    train: numbersOf(train.x),
    validation: numbersOf(validation.x),
    test: test === undefined ? [] : numbersOf(test.x),
    labels: [...train.y.data],
  };
};

it('each row is for one thing', async () => {
  const { train, validation, test } = await load({ test: 0.3 });
  expect([...train, ...validation, ...test].sort((a, b) => a - b)).toEqual(
    Array.from({ length: COUNT }, (_, k) => k),
  );
  expect([test.length, validation.length]).toEqual([30, 14]);
});

it('what fills gaps is not learnt from the rows that judge (was: the median of all)', async () => {
  const { recipe, train } = await load({ test: 0.5 });
  const known = [...train].sort((a, b) => a - b);
  const middle = (known.length - 1) / 2;
  const median = (known[Math.floor(middle)]! + known[Math.ceil(middle)]!) / 2;
  expect(median).not.toBe(50);
  expect(recipe.inputs).toMatchObject({ encoding: { features: [{ name: 'k', fill: median }] } });
});

it('--limit takes any rows of a table, not the first: they may be sorted', async () => {
  const { train, validation, labels } = await load({ limit: 40 });
  expect(train.length + validation.length).toBe(40);
  expect(new Set(labels)).toEqual(new Set([0, 1]));
});
