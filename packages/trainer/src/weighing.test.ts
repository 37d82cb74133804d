import { dense, initialize, input, tensorAt } from '@puregrad/layers';
import { meanAbsoluteError, meanSquaredError, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam, nesterov, sgd } from '@puregrad/optimizers';
import {
  abs,
  key,
  leaves,
  mean,
  normal,
  pipe,
  reshape,
  square,
  sub,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { evaluator } from './evaluate.ts';
import type { Trained } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import type { Loss } from './loss.ts';
import type { Checkpoint } from './run-state.ts';
import { trainWith } from './testing/train-with.ts';

const x = normal(key(1), [101, 3]);
const y = normal(key(2), [101, 1]);
const labels = tensor(Int32Array.from({ length: 101 }, (_, i) => (i % 3 === 0 ? 1 : 0)));
const base: FitOptions = {
  network: pipe(input(3), dense(1)),
  optimizer: sgd({ learningRate: 0.1 }),
  train: { x, y },
  loss: meanSquaredError,
  epochs: 1,
};
const run = async (options: Partial<FitOptions>): Promise<Trained> => {
  const result = await trainWith({ ...base, ...options })();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};
const bits = ({ params }: Trained) => leaves(params).map((leaf) => [...leaf.data]);
const weights = tensor(Array.from({ length: 101 }, (_, i) => (i % 4) / 2));
const still = { optimizer: sgd({ learningRate: 0 }) };

describe('weights and losses', () => {
  it('meanSquaredError weighs its examples, as unreduced squares do (it multiplied the mean)', async () => {
    const squares: Loss = (output, target) => square(sub(output, target));
    for (const weighting of ['mean', 'weightedMean'] as const) {
      const options = { sampleWeights: weights, weighting };
      expect(bits(await run(options))).toEqual(bits(await run({ ...options, loss: squares })));
    }
    // Of weight 0 an outlier counts nothing.
    const outlier = tensor([...y.data.slice(0, 100), 1e4], { shape: [101, 1] });
    const no = tensor(Array.from({ length: 101 }, (_, i) => (i < 100 ? 1 : 0)));
    const kept = await run({ sampleWeights: no, train: { x, y: outlier } });
    expect(kept.history[0]!.training.loss).toBeLessThan(10);
  });

  it('meanAbsoluteError weighs its examples, as unreduced distances do (it was refused as a scalar)', async () => {
    const distances: Loss = (output, target) => abs(sub(output, target));
    const options = { sampleWeights: weights, weighting: 'weightedMean' } as const;
    expect(bits(await run({ ...options, loss: meanAbsoluteError }))).toEqual(
      bits(await run({ ...options, loss: distances })),
    );
  });

  it('a scalar loss of the user cannot be weighed, and says what to do', async () => {
    const loss: Loss = (output, target) => mean(square(sub(output, target)));
    await expect(run({ loss, sampleWeights: weights })).rejects.toThrow(
      'loss: the loss is a scalar, but sampleWeights and classWeights need one loss for each example',
    );
    const byClass: Loss = (output, target) => mean(sparseSoftmaxCrossEntropy(output, target));
    await expect(
      run({
        network: pipe(input(3), dense(2)),
        train: { x, y: labels },
        loss: byClass,
        classWeights: [1, 2],
      }),
    ).rejects.toThrow('need one loss for each example');
    // Unweighed it is as good as any.
    await run({ loss });
  });

  it("the epoch's loss under weightedMean is Σwl/Σw, over batches of unlike weights", async () => {
    const { params, history } = await run({
      ...{ ...still, sampleWeights: weights, weighting: 'weightedMean', batchSize: 64 },
    });
    const kernel = tensorAt(params, 'dense1.kernel');
    const bias = tensorAt(params, 'dense1.bias');
    const losses = Array.from({ length: 101 }, (_, i) => {
      const output = [0, 1, 2].reduce(
        (sum, k) => sum + x.data[3 * i + k]! * kernel.data[k]!,
        bias.data[0]!,
      );
      return (output - y.data[i]!) ** 2;
    });
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b);
    const exact = sum(losses.map((loss, i) => weights.data[i]! * loss)) / sum([...weights.data]);
    expect(history[0]!.training.loss).toBeCloseTo(exact, 5);
    const byHalves = await run({
      ...{ ...still, sampleWeights: weights, weighting: 'weightedMean', batchSize: 7 },
    });
    expect(byHalves.history[0]!.training.loss).toBeCloseTo(exact, 5);
  });

  it('and stays so when it is resumed in the middle of an epoch', async () => {
    const options: FitOptions = {
      ...{ ...base, ...still, sampleWeights: weights, weighting: 'weightedMean', batchSize: 16 },
    };
    const { history } = await run(options);
    const checkpoints: Checkpoint[] = [];
    await trainWith({ ...options, checkpointEvery: 2 }, (event) => {
      if (event.kind === 'checkpoint') checkpoints.push(event.checkpoint);
    })();
    expect(checkpoints.length).toBeGreaterThan(2);
    for (const checkpoint of checkpoints) {
      const resume = decodeCheckpoint(encodeCheckpoint(checkpoint), options);
      if (resume._tag === 'Left') throw new Error(resume.left.message);
      const resumed = await run({ ...options, resume: resume.right });
      expect(resumed.history[0]!.training.loss).toBe(history[0]!.training.loss);
    }
  });
});

describe('losses that are not of the batch', () => {
  const flat = { x, y: reshape(y, [101]) };
  const guides: Loss = (output, target) => square(sub(output, target));

  it('targets [n] against outputs [n, 1] are refused, naming both shapes', async () => {
    await expect(run({ train: flat, loss: guides })).rejects.toThrow(
      /losses of shape \[64, 64\] do not fit outputs of shape \[64, 1\].*targets have shape \[64\]/,
    );
    const evaluate = evaluator({ network: base.network, loss: guides, metrics: {} });
    const trained = await run({});
    expect(() => evaluate(trained, flat)).toThrow('do not fit outputs of shape [101, 1]');
    await run({ loss: guides });
  });

  it.each<[string, Loss]>([
    ['one an example', (output, target) => mean(guides(output, target), { axes: 1 })],
    ['one an element', guides],
    [
      'with an axis of 1',
      (output, target) => mean(guides(output, target), { axes: 1, keepDims: true }),
    ],
    ['their mean', (output, target) => mean(guides(output, target))],
  ])('%s is taken', async (_, loss) => {
    await run({
      loss,
      network: pipe(input(3), dense(2)),
      train: { x, y: normal(key(3), [101, 2]) },
    });
  });

  it('metrics that are not scalars are refused', async () => {
    const metrics = { each: guides };
    await expect(run({ metrics })).rejects.toThrow("metric 'each': a scalar is expected");
    const evaluate = evaluator({ network: base.network, loss: guides, metrics });
    expect(() => evaluate(initialize(base.network, key(1)), { x, y })).toThrow("metric 'each'");
  });
});

it("another optimizer's checkpoint is refused, if it holds more or less", async () => {
  const { network } = base;
  const optimizers = { sgd: sgd(), adam: adam(), nesterov: nesterov({ learningRate: 0.1 }) };
  for (const [name, optimizer] of Object.entries(optimizers)) {
    let bytes = new Uint8Array(0);
    await trainWith({ ...base, optimizer, checkpointEvery: 'epoch' }, (event) => {
      if (event.kind === 'checkpoint') bytes = Uint8Array.from(encodeCheckpoint(event.checkpoint));
    })();
    for (const [other, mine] of Object.entries(optimizers)) {
      const found = decodeCheckpoint(bytes, { network, optimizer: mine });
      if (name === other) expect(found._tag).toBe('Right');
      else
        expect(found, `${name} for ${other}`).toMatchObject({
          left: { message: expect.stringContaining("tensor 'training.optimizer.slots") },
        });
    }
  }
});
