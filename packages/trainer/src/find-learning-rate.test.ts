import { dense, input, relu } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { adam, sgd } from '@puregrad/optimizers';
import { key, normal, pipe, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { type FindLearningRateOptions, findLearningRate } from './find-learning-rate.ts';
import { trainWith } from './testing/train-with.ts';

const x = normal(key(1), [200, 4]);
const y = tensor(Int32Array.from({ length: 200 }, (_, i) => (x.data[4 * i]! > 0 ? 1 : 0)));
const network = pipe(input(4), dense(16), relu(), dense(2));
const options: FindLearningRateOptions = {
  objective: { network, loss: sparseSoftmaxCrossEntropy, metrics: {} },
  optimizer: (learningRate) => adam({ learningRate }),
  train: { x, y },
  batchSize: 32,
};

describe('findLearningRate', () => {
  const found = findLearningRate(options);

  it('sweeps rates that grow by one factor, until the loss diverges', () => {
    const { points } = found;
    expect(points[0]!.rate).toBe(1e-6);
    const ratios = points.slice(1).map(({ rate }, i) => rate / points[i]!.rate);
    for (const ratio of ratios) expect(ratio).toBeCloseTo(1e7 ** (1 / 99), 10);
    for (const { loss } of points) expect(Number.isFinite(loss)).toBe(true);
  });

  it('suggests a rate below that of the lowest loss, which trains well', async () => {
    expect(found.suggestion).toBeLessThan(found.lowest);
    const learns = async (learningRate: number): Promise<number> => {
      const result = await trainWith({
        network,
        optimizer: adam({ learningRate }),
        train: { x, y },
        epochs: 5,
      })();
      return result._tag === 'Right' ? result.right.history.at(-1)!.training.loss : Infinity;
    };
    const loss = await learns(found.suggestion);
    expect(loss).toBeLessThan(await learns(found.suggestion / 100));
    expect(loss).toBeLessThan(await learns(found.suggestion * 1000));
  });

  it('gives the same for the same seed', () => {
    expect(findLearningRate(options)).toEqual(found);
    expect(findLearningRate({ ...options, seed: 1 })).not.toEqual(found);
  });

  it('says what is wrong', () => {
    expect(() => findLearningRate({ ...options, from: 1, to: 0.1 })).toThrow('got from 1 to 0.1');
    expect(() => findLearningRate({ ...options, steps: 2 })).toThrow('an integer from 3, got 2');
    const wild = (): unknown =>
      findLearningRate({
        ...options,
        optimizer: (learningRate) => sgd({ learningRate }),
        from: 1e20,
        to: 1e30,
      });
    expect(wild).toThrow('diverged after');
  });
});
