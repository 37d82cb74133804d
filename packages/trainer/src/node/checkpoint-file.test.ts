import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dense, input } from '@puregrad/layers';
import { adam } from '@puregrad/optimizers';
import { key, normal, pipe, tensor } from '@puregrad/tensors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FitOptions } from '../fit-options.ts';
import { encodeModel } from '../model.ts';
import type { Checkpoint } from '../run-state.ts';
import { trainWith } from '../testing/train-with.ts';
import { loadCheckpoint, previousOf, saveCheckpoint } from './checkpoint-file.ts';

const options: FitOptions = {
  network: pipe(input(3), dense(2)),
  optimizer: adam(),
  train: { x: normal(key(1), [8, 3]), y: tensor(Int32Array.from({ length: 8 }, (_, i) => i % 2)) },
  epochs: 2,
  checkpointEvery: 'epoch',
};

const run = async () => {
  const checkpoints: Checkpoint[] = [];
  const result = await trainWith(options, (event) => {
    if (event.kind === 'checkpoint') checkpoints.push(event.checkpoint);
  })();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return { checkpoints, trained: result.right };
};

describe('checkpoint files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'puregrad-checkpoint-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are refused when damaged, with the reason, and the previous one still loads', async () => {
    const path = join(folder, 'run.checkpoint');
    const [first, second] = (await run()).checkpoints;
    expect((await saveCheckpoint(path, first!)())._tag).toBe('Right');
    expect((await saveCheckpoint(path, second!)())._tag).toBe('Right');
    const bytes = await readFile(path);
    bytes[bytes.length - 5]! ^= 1;
    await writeFile(path, bytes);
    expect(await loadCheckpoint(path, options)()).toMatchObject({
      left: { message: expect.stringMatching(/damaged: .*checksum.*run\.checkpoint\.previous/) },
    });
    const previous = await loadCheckpoint(previousOf(path), options)();
    expect(previous).toMatchObject({ _tag: 'Right', right: { epoch: first!.epoch } });
  });

  it('that are missing or no checkpoints say so', async () => {
    const path = join(folder, 'none');
    expect(await loadCheckpoint(path, options)()).toMatchObject({ left: { _tag: 'FileNotFound' } });
    await writeFile(path, encodeModel({ ...(await run()).trained, notes: {} }));
    expect(await loadCheckpoint(path, options)()).toMatchObject({
      left: { message: expect.stringContaining('but not a checkpoint') },
    });
  });
});
