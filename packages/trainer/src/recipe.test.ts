import { dense, input } from '@puregrad/layers';
import { meanSquaredError, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import {
  adam,
  before,
  clipByGlobalNorm,
  cosineDecay,
  lion,
  nadam,
  reduceOnPlateau,
} from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { add, cast, key, mul, normal, ones, pipe, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { FitOptions } from './fit-options.ts';
import { datasetDigest } from './recipe.ts';
import type { Checkpoint } from './run-state.ts';
import { trainWith } from './testing/train-with.ts';

const x = normal(key(1), [40, 3]);
const y = tensor(Int32Array.from({ length: 40 }, (_, i) => i % 2));
const base: FitOptions = {
  network: pipe(input(3), dense(2)),
  optimizer: adam({ learningRate: 0.001 }),
  train: { x, y },
  epochs: 2,
  batchSize: 16,
};

const checkpointOf = async (options: FitOptions): Promise<Checkpoint> => {
  const found: Checkpoint[] = [];
  await trainWith({ ...options, checkpointEvery: 'epoch' }, (event) => {
    if (event.kind === 'checkpoint') found.push(event.checkpoint);
  })();
  return found[0]!;
};

describe('resuming with a different option is a CheckpointMismatch that names it', () => {
  const other = add(x, 0.001);
  const changes: { readonly [what: string]: readonly [Partial<FitOptions>, string] } = {
    'another optimizer': [{ optimizer: lion() }, 'the optimizer'],
    'another of the same structure': [{ optimizer: nadam({ learningRate: 0.001 }) }, 'optimizer'],
    'another rate': [{ optimizer: adam({ learningRate: 0.5 }) }, 'the optimizer'],
    'another β': [{ optimizer: adam({ learningRate: 0.001, beta1: 0.89 }) }, 'the optimizer'],
    'another ε': [{ optimizer: adam({ learningRate: 0.001, eps: 1e-7 }) }, 'the optimizer'],
    'a schedule': [
      { optimizer: adam({ learningRate: cosineDecay({ from: 0.001, steps: 50_000 }) }) },
      'the optimizer',
    ],
    clipping: [
      { optimizer: pipe(adam({ learningRate: 0.001 }), before(clipByGlobalNorm(1))) },
      'the optimizer',
    ],
    'other inputs': [{ train: { x: other, y } }, 'the training data'],
    'other targets': [{ train: { x, y: cast(mul(y, 0), 'int32') } }, 'the training data'],
    weights: [{ sampleWeights: ones([40]) }, 'the training data or their weights'],
    'validation data': [{ validation: { x, y } }, 'the validation data'],
    'another loss': [
      { loss: (o, t) => mul(sparseSoftmaxCrossEntropy(o, t), 2), metrics: ['accuracy'] },
      'the loss',
    ],
    augmentation: [{ augment: (_, batch) => mul(batch, 1.1) }, 'the augmentation'],
    'early stopping': [{ stop: earlyStopping() }, 'early stopping'],
    'a plateau': [{ plateau: reduceOnPlateau() }, 'the plateau'],
    'another metric': [{ metrics: [] }, 'settings are'],
    'another setting': [{ classWeights: [1, 2] }, 'settings are'],
  };
  for (const [what, [change, message]] of Object.entries(changes))
    it(what, async () => {
      const resume = await checkpointOf(base);
      const result = await trainWith({ ...base, ...change, resume })();
      expect(result).toMatchObject({
        left: { _tag: 'CheckpointMismatch', message: expect.stringContaining(message) },
      });
    });

  it('the same options created again, or more epochs, are the same run', async () => {
    const resume = await checkpointOf(base);
    const again = { ...base, optimizer: adam({ learningRate: 0.001 }), train: { x: add(x, 0), y } };
    expect((await trainWith({ ...again, epochs: 3, resume })())._tag).toBe('Right');
  });

  it('a checkpoint without a recipe, of an older version, is judged by the structure of its state', async () => {
    const { identity, ...rest } = await checkpointOf(base);
    const { recipe: _, ...old } = identity;
    const resume = { ...rest, identity: old };
    expect((await trainWith({ ...base, resume })())._tag).toBe('Right');
    const result = await trainWith({ ...base, optimizer: lion(), resume })();
    expect(result).toMatchObject({
      left: { _tag: 'CheckpointMismatch', message: expect.stringContaining("tensor 'optimizer.") },
    });
  });
});

describe('data of another kind are a Left, and nothing else', () => {
  const bad: { readonly [what: string]: readonly [Partial<FitOptions>, string] } = {
    'float labels': [{ train: { x, y: cast(y, 'float32') } }, 'training data: sparse'],
    'int targets': [{ loss: meanSquaredError }, 'training data: meanSquaredError'],
    'int32 inputs': [{ train: { x: cast(x, 'int32'), y } }, 'must be float32, got int32'],
    'float64 inputs': [{ train: { x: cast(x, 'float64'), y } }, 'must be float32, got float64'],
    'float64 inputs to validate': [
      { validation: { x: cast(x, 'float64'), y } },
      'validation data: inputs must be float32',
    ],
  };
  for (const [what, [change, message]] of Object.entries(bad))
    it(what, async () => {
      expect(await trainWith({ ...base, ...change })()).toMatchObject({
        left: { _tag: 'InvalidData', message: expect.stringContaining(message) },
      });
    });
});

it('the digest of plain data is that of earlier versions, so that their checkpoints are resumed', () => {
  const data = {
    x: tensor([
      [1, 2],
      [3, 4],
    ]),
    y: tensor([0, 1], { dtype: 'int32' }),
  };
  expect(datasetDigest(data)).toBe('7326348a');
  expect(datasetDigest(data, tensor([1, 2]))).toBe('fd80ef1d');
  expect(datasetDigest({ ...data, weights: tensor([1, 2]) })).toBe('fd80ef1d');
});
