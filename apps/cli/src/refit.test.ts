import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reduceOnPlateau, sgd } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { scalar, tensor } from '@puregrad/tensors';
import { type FitOptions, train } from '@puregrad/trainer';
import { isLeft } from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orThrow } from './errors.ts';
import { trainRequest } from './options/train/train-options.ts';
import { record } from './testing/recorder.ts';
import { planTraining } from './training-plan.ts';

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

const plan = async (options: Readonly<Record<string, string | boolean>>) => {
  const request = trainRequest({ data: await words(40), target: 'y', hidden: '2', ...options });
  return orThrow(await planTraining(orThrow(request)));
};

describe('the refit follows the recipe that was judged', () => {
  it('with --plateau, its reductions at the same epochs, and the last for what comes after', async () => {
    const planned = await plan({ plateau: true, epochs: '20', task: 'binary' });
    const scales = [1, 1, 0.1, 0.1, 0.01];
    // The rate is 0, so the watched loss never gets better.
    const { train: data, ...recipe } = planned.options;
    const judged = await train({
      ...recipe,
      optimizer: sgd({ learningRate: 0 }),
      plateau: reduceOnPlateau({ patience: 0, cooldown: 1 }),
      stop: earlyStopping({ patience: 4 }),
    })(data)();
    if (isLeft(judged)) throw new Error(judged.left.message);
    expect(judged.right.history.map(({ rateScale }) => rateScale)).toEqual(
      scales.map((scale) => expect.closeTo(scale)),
    );
    const { train: all, ...refit } = planned.refit(judged.right);
    expect(refit.epochs).toBe(8);
    const done = await train(refit)(all)();
    if (isLeft(done)) throw new Error(done.left.message);
    expect(done.right.history.map(({ rateScale }) => rateScale)).toEqual(
      [...scales, 0.01, 0.01, 0.01].map((scale) => expect.closeTo(scale)),
    );
    expect((await plan({})).refit(judged.right).plateau).toBe(undefined);
  });

  it('with --schedule cosine, the rates of the same epochs', async () => {
    const planned = await plan({
      ...{ schedule: 'cosine', optimizer: 'sgd', epochs: '10', batchSize: '4', learningRate: '1' },
    });
    const { options, examples } = planned;
    const rows = [examples.train, examples.train + examples.validation];
    const steps = rows.map((count) => Math.ceil(count / 4));
    expect(steps[0]).not.toBe(steps[1]);
    const rate = ({ optimizer }: FitOptions, at: number): number => {
      const state = { ...optimizer.init(tensor([0])), step: scalar(at, { dtype: 'int32' }) };
      return -optimizer.update(state, tensor([1]))[1].data[0]!;
    };
    const refit = planned.refit({ epoch: 6, history: [] });
    for (const epoch of [0, 1, 5, 9, 10])
      expect(rate(refit, epoch * steps[1]!)).toBeCloseTo(rate(options, epoch * steps[0]!), 6);
  });
});

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
