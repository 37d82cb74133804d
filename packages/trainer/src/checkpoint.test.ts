import { batchNorm, dense, dropout, input, relu } from '@puregrad/layers';
import {
  accumulate,
  adam,
  averageParams,
  before,
  clipByGlobalNorm,
  momentum,
  reduceOnPlateau,
} from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { add, full, key, mul, normal, pipe, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { TrainingEvent } from './events.ts';
import type { Trained } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { encodeModel } from './model.ts';
import type { Checkpoint } from './run-state.ts';
import { trainWith } from './testing/train-with.ts';
import { totalsMonoid } from './totals.ts';

const data = (count: number, seed: number) => ({
  x: normal(key(seed), [count, 3]),
  y: tensor(Int32Array.from({ length: count }, (_, i) => i % 2)),
});

const options: FitOptions = {
  network: pipe(input(3), dense(6), batchNorm(), relu(), dropout(0.3), dense(2)),
  optimizer: pipe(adam({ learningRate: 0.02 }), before(clipByGlobalNorm(1))),
  train: data(40, 1),
  validation: data(10, 2),
  stop: earlyStopping({ patience: 2 }),
  epochs: 4,
  batchSize: 16,
  seed: 5,
};

const run = async (given: FitOptions) => {
  const events: TrainingEvent[] = [];
  const result = await trainWith(given, (event) => events.push(event))();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return { events, trained: result.right };
};

const checkpointsOf = async (checkpointEvery: number | 'epoch'): Promise<readonly Checkpoint[]> =>
  (await run({ ...options, checkpointEvery })).events.flatMap((event) =>
    event.kind === 'checkpoint' ? [event.checkpoint] : [],
  );

const reread = (checkpoint: Checkpoint, { network, optimizer } = options): Checkpoint => {
  const result = decodeCheckpoint(encodeCheckpoint(checkpoint), { network, optimizer });
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};

/** All that is not the clock's. */
const essence = ({ history, ...trained }: Trained) => ({
  bytes: encodeModel({ ...trained, notes: {} }),
  epoch: trained.epoch,
  stopped: trained.stopped,
  history: history.map(({ seconds: _, examplesPerSecond: __, ...report }) => report),
});

describe('a run resumed from its checkpoint ends with the very bits of the uninterrupted one', () => {
  it('after every epoch', async () => {
    const expected = essence((await run(options)).trained);
    const checkpoints = await checkpointsOf('epoch');
    expect(checkpoints.length).toBeGreaterThanOrEqual(3);
    for (const checkpoint of checkpoints)
      expect(essence((await run({ ...options, resume: reread(checkpoint) })).trained)).toEqual(
        expected,
      );
  });

  it('and its checkpoints are to the byte those of the uninterrupted one', async () => {
    const bytesOf = ({ history, ...checkpoint }: Checkpoint) =>
      encodeCheckpoint({
        ...checkpoint,
        history: history.map((report) => ({ ...report, seconds: 1, examplesPerSecond: 1 })),
      });
    const [first, ...expected] = await checkpointsOf('epoch');
    const { events } = await run({ ...options, checkpointEvery: 'epoch', resume: reread(first!) });
    const found = events.flatMap((event) =>
      event.kind === 'checkpoint' ? [event.checkpoint] : [],
    );
    expect(found.map(bytesOf)).toEqual(expected.map(bytesOf));
  });

  it('after every step, in the middle of epochs too', async () => {
    const expected = essence((await run(options)).trained);
    const checkpoints = await checkpointsOf(1);
    expect(checkpoints.length).toBeGreaterThanOrEqual(10);
    for (const checkpoint of checkpoints)
      expect(essence((await run({ ...options, resume: reread(checkpoint) })).trained)).toEqual(
        expected,
      );
  });

  it('with averages, accumulation, weights, augmentation and a plateau', async () => {
    const all: FitOptions = {
      ...options,
      optimizer: pipe(options.optimizer, averageParams({ decay: 0.5 }), accumulate(2)),
      plateau: reduceOnPlateau({ factor: 0.5, patience: 0 }),
      augment: (key, x) => add(x, mul(normal(key, x.shape), 0.1)),
      sampleWeights: full([40], 0.5),
      classWeights: [1, 3],
      sharpness: {},
      observeEvery: 2,
      epochs: 3,
    };
    const expected = essence((await run(all)).trained);
    const { events } = await run({ ...all, checkpointEvery: 1 });
    const checkpoints = events.filter((event) => event.kind === 'checkpoint');
    expect(checkpoints.length).toBeGreaterThanOrEqual(6);
    for (const { checkpoint } of checkpoints)
      expect(essence((await run({ ...all, resume: reread(checkpoint, all) })).trained)).toEqual(
        expected,
      );
  });

  it('without early stopping and validation too', async () => {
    const { stop: _, validation: __, ...plain } = options;
    const { events } = await run({ ...plain, checkpointEvery: 5 });
    const expected = essence((await run(plain)).trained);
    for (const event of events)
      if (event.kind === 'checkpoint')
        expect(
          essence((await run({ ...plain, resume: reread(event.checkpoint) })).trained),
        ).toEqual(expected);
  });
});

describe('checkpoints', () => {
  it('come as often as asked for, or never', async () => {
    expect((await run(options)).events.some(({ kind }) => kind === 'checkpoint')).toBe(false);
    const every5 = await checkpointsOf(5);
    expect(every5.map(({ epoch, batch }) => [epoch, batch]).slice(0, 2)).toEqual([
      [2, 2],
      [4, 1],
    ]);
  });

  it('of another run are refused, naming the difference', async () => {
    const [checkpoint] = await checkpointsOf(1);
    for (const [change, what] of [
      [{ seed: 6 }, "its seed is 5, this run's 6"],
      [{ batchSize: 8 }, "its batchSize is 16, this run's 8"],
      [{ train: data(41, 1) }, "its examples is 40, this run's 41"],
    ] as const) {
      const result = await trainWith({ ...options, ...change, resume: checkpoint! })();
      expect(result).toMatchObject({
        left: { _tag: 'CheckpointMismatch', message: expect.stringContaining(what) },
      });
    }
  });

  it('of another optimizer or network are refused', async () => {
    const bytes = encodeCheckpoint((await checkpointsOf(1))[0]!);
    const { network } = options;
    expect(
      decodeCheckpoint(bytes, { network, optimizer: momentum({ learningRate: 1 }) }),
    ).toMatchObject({
      left: { message: expect.stringContaining('not of this network and optimizer') },
    });
    expect(
      decodeCheckpoint(bytes, { network: pipe(input(3), dense(7)), optimizer: adam() })._tag,
    ).toBe('Left');
  });

  it('keep a NaN or an infinity among their plain numbers', async () => {
    const [checkpoint] = await checkpointsOf('epoch');
    const odd: Checkpoint = {
      ...checkpoint!,
      totals: {
        ...totalsMonoid.empty,
        loss: Number.NaN,
        metrics: { a: Number.NEGATIVE_INFINITY },
      },
    };
    expect(reread(odd).totals).toEqual(odd.totals);
  });
});
