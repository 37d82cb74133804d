import type { Dataset } from '@puregrad/data';
import { apply, batchNorm, dense, initialize, input, layer, relu } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { sgd } from '@puregrad/optimizers';
import { key, normal, pipe, referenceEngine, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from './events.ts';
import { findLearningRate } from './find-learning-rate.ts';
import type { FitOptions } from './fit-options.ts';
import { trainWith } from './testing/train-with.ts';

const dataOf = (count: number): Dataset => ({
  x: normal(key(count), [count, 2]),
  y: tensor(Int32Array.from({ length: count }, (_, i) => i % 2)),
});

const normalized = pipe(input(2), dense(2), batchNorm(), dense(2));

const run = async (options: Partial<FitOptions> & Pick<FitOptions, 'train'>) => {
  const events: TrainingEvent[] = [];
  const base = { network: normalized, optimizer: sgd(), epochs: 1, observeEvery: 0 };
  const result = await trainWith({ ...base, engine: referenceEngine(), ...options }, (event) =>
    events.push(event),
  )();
  const sizes = events.flatMap((event) => (event.kind === 'step' ? [event.examples] : []));
  return { result, sizes };
};

describe('batch norm and a last batch of one row', () => {
  it.each([7, 32])(
    'every number of rows from 4 to 100 trains, in batches of %i',
    async (batchSize) => {
      for (let count = 4; count <= 100; count++) {
        const { result, sizes } = await run({ train: dataOf(count), batchSize });
        expect(result._tag, `${count} rows`).toBe('Right');
        expect(
          sizes.reduce((sum, size) => sum + size),
          `${count} rows`,
        ).toBe(count);
        expect(Math.min(...sizes)).toBeGreaterThan(1);
      }
    },
  );

  it('the row joins the batch before it: 65 rows are one batch of 65, as the start event says', async () => {
    let steps = 0;
    const options = { network: normalized, optimizer: sgd(), train: dataOf(65), epochs: 2 };
    const result = await trainWith(options, (event) => {
      if (event.kind === 'start') steps = event.stepsPerEpoch;
    })();
    expect(result._tag).toBe('Right');
    expect(steps).toBe(1);
    expect((await run({ train: dataOf(65) })).sizes).toEqual([65]);
    expect((await run({ train: dataOf(33), batchSize: 16 })).sizes).toEqual([16, 17]);
  });

  it('batch norm inside a layer of the user is found too', async () => {
    const inner = pipe(input(2), batchNorm());
    const block = layer((width: number) => ({
      kind: 'block',
      output: width,
      config: {},
      init: () => initialize(inner, key(0)),
      apply: ({ params, state }, x, { training }) => apply(inner)(params, state, x, { training }),
    }));
    const network = pipe(input(2), block, dense(2));
    expect((await run({ network, train: dataOf(17), batchSize: 8 })).sizes).toEqual([8, 9]);
  });

  it('networks that can learn from one row keep their batches, and so their bits', async () => {
    const network = pipe(input(2), dense(2), relu(), dense(2));
    expect((await run({ network, train: dataOf(33), batchSize: 16 })).sizes).toEqual([16, 16, 1]);
    expect((await run({ network, train: dataOf(1) })).sizes).toEqual([1]);
    expect((await run({ train: dataOf(34), batchSize: 16 })).sizes).toEqual([16, 16, 2]);
  });

  it('a training set of one row is a failure before the first step', async () => {
    const { result, sizes } = await run({ train: dataOf(1) });
    expect(result).toMatchObject({
      left: { _tag: 'InvalidData', message: expect.stringContaining('normalizes over the batch') },
    });
    expect(sizes).toEqual([]);
  });

  it('batches of one row are refused before the first step', async () => {
    await expect(run({ train: dataOf(5), batchSize: 1 })).rejects.toThrow(
      'fit: batchSize is 1, but the network normalizes over the batch',
    );
  });

  it('the search for a learning rate trains too', () => {
    const objective = { network: normalized, loss: sparseSoftmaxCrossEntropy, metrics: {} };
    const { points } = findLearningRate({
      ...{ objective, train: dataOf(33), batchSize: 16, steps: 8, engine: referenceEngine() },
      optimizer: (learningRate) => sgd({ learningRate }),
    });
    expect(points.length).toBeGreaterThan(3);
  });
});

describe('dropLast', () => {
  it('leaves the short last batch out, of every epoch', async () => {
    const { sizes } = await run({ train: dataOf(40), batchSize: 16, dropLast: true, epochs: 2 });
    expect(sizes).toEqual([16, 16, 16, 16]);
  });

  it('that would leave nothing is a failure', async () => {
    const { result } = await run({ train: dataOf(10), batchSize: 16, dropLast: true });
    expect(result).toMatchObject({
      left: {
        _tag: 'InvalidData',
        message: expect.stringContaining('10 examples do not make a batch of 16'),
      },
    });
  });
});
