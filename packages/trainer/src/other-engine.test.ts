import { dense, input } from '@puregrad/layers';
import { adam } from '@puregrad/optimizers';
import {
  cast,
  defaultEngine,
  greater,
  key,
  normal,
  pipe,
  referenceEngine,
  sum,
  wasmEngine,
} from '@puregrad/tensors';
import { isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import type { TrainingEvent } from './events.ts';
import type { FitOptions } from './fit-options.ts';
import type { Checkpoint } from './run-state.ts';
import { trainWith } from './testing/train-with.ts';

const x = normal(key(1), [20, 3]);
const base: FitOptions = {
  network: pipe(input(3), dense(2)),
  optimizer: adam({ learningRate: 0.01 }),
  train: { x, y: cast(greater(sum(x, { axes: 1 }), 0), 'int32') },
  epochs: 2,
  observeEvery: 0,
};

const run = async (options: FitOptions) => {
  const events: TrainingEvent[] = [];
  const trained = await trainWith({ ...options, checkpointEvery: 'epoch' }, (event) => {
    events.push(event);
  })();
  if (isLeft(trained)) throw new Error(trained.left.message);
  const checkpoints = events.flatMap((event) =>
    event.kind === 'checkpoint' ? [event.checkpoint] : [],
  );
  return {
    first: checkpoints[0]!,
    last: checkpoints.at(-1)!,
    others: events.filter(({ kind }) => kind === 'otherEngine'),
  };
};
const written = (checkpoint: Checkpoint): Checkpoint => {
  const read = decodeCheckpoint(encodeCheckpoint(checkpoint), base);
  if (isLeft(read)) throw new Error(read.left.message);
  return read.right;
};

describe('a run that goes on, on an engine that rounds otherwise,', () => {
  const other = referenceEngine();
  const [was, is] = [defaultEngine().arithmetic!, other.arithmetic!];

  it('says so, once for each change, and remembers both', async () => {
    const { first, others } = await run(base);
    expect(others).toEqual([]);
    expect(first.identity.engines).toEqual([was]);

    const changed = await run({ ...base, resume: written(first), engine: other });
    expect(changed.others).toEqual([{ kind: 'otherEngine', was, is }]);
    expect(changed.last.identity.engines).toEqual([was, is]);

    const again = { ...base, epochs: 3, resume: written(changed.last) };
    const stayed = await run({ ...again, engine: other });
    expect(stayed.others).toEqual([]);
    expect(stayed.last.identity.engines).toEqual([was, is]);
    const back = await run(again);
    expect(back.others).toEqual([{ kind: 'otherEngine', was: is, is: was }]);
  });

  it('says nothing if the one before is not known, as in checkpoints of older versions', async () => {
    const { first } = await run(base);
    const { engines: _, ...identity } = first.identity;
    const { last, others } = await run({ ...base, resume: { ...first, identity }, engine: other });
    expect(others).toEqual([]);
    expect(last.identity.engines).toBeUndefined();
  });

  it('takes an engine that does not tell its arithmetic by its description', async () => {
    const { arithmetic: _, ...rest } = other;
    const { first } = await run({ ...base, engine: rest });
    expect(first.identity.engines).toEqual([other.description]);
  });
});

describe('the arithmetic of an engine', () => {
  it('is that of its instructions, not of its threads', async () => {
    const [first, ...others] = [1, 2, 3].map((threads) => wasmEngine({ threads }).arithmetic);
    for (const other of others) expect(other).toBe(first);
    const { first: resume } = await run({ ...base, engine: wasmEngine({ threads: 1 }) });
    expect((await run({ ...base, resume, engine: wasmEngine({ threads: 2 }) })).others).toEqual([]);
  });

  it('has no fused multiply-add if it is deterministic, wherever it runs', async () => {
    const [plain, deterministic] = [wasmEngine(), wasmEngine({ deterministic: true })];
    expect(deterministic.arithmetic).toBe('WebAssembly SIMD, no fused multiply-add');
    expect(defaultEngine({ deterministic: true }).arithmetic).toBe(deterministic.arithmetic);
    const { first } = await run({ ...base, engine: plain });
    const { others } = await run({ ...base, resume: first, engine: deterministic });
    expect(others).toHaveLength(plain.arithmetic === deterministic.arithmetic ? 0 : 1);
  });
});
