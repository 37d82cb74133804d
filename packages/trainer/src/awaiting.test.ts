import { dense, initialize, input, relu } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import { type LearningRate, sgd } from '@puregrad/optimizers';
import {
  ArgumentError,
  type Engine,
  key,
  normal,
  pipe,
  referenceEngine,
  tensor,
} from '@puregrad/tensors';
import { gpuEngine } from '@puregrad/tensors/gpu';
import { describe, expect, it } from 'vitest';
import { evaluator, predictor } from './evaluate.ts';
import { findLearningRate } from './find-learning-rate.ts';

const network = pipe(input(3), dense(4), relu(), dense(2));
const variables = initialize(network, key(1));
const x = normal(key(2), [25, 3]);
const data = { x, y: tensor(Int32Array.from({ length: 25 }, (_, i) => i % 2)) };
const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } };
const sweep = {
  objective,
  optimizer: (learningRate: LearningRate) => sgd({ learningRate }),
  train: data,
  steps: 8,
};

/** Its results are on the device until they are read, and reading others throws. */
const open = async (): Promise<Engine<'later'>> => {
  const engine = await gpuEngine({ mode: 'cpu' })();
  if (engine._tag === 'Left') throw new Error(engine.left.message);
  return engine.right;
};

describe('on an engine whose results come later', async () => {
  const engine = await open();

  it('a predictor promises what it gives at once on another (took only engines of today)', async () => {
    const outputs = predictor(objective, { batchSize: 10, engine })(variables, x);
    expect(outputs).toBeInstanceOf(Promise);
    const expected = predictor(objective)(variables, x);
    expect((await outputs).shape).toEqual([25, 2]);
    for (const [i, value] of (await outputs).data.entries())
      expect(value).toBeCloseTo(expected.data[i]!, 5);
  });

  it('an evaluator promises what it gives at once on another', async () => {
    const { loss, metrics } = await evaluator(objective, { batchSize: 10, engine })(
      variables,
      data,
    );
    const expected = evaluator(objective)(variables, data);
    expect(loss).toBeCloseTo(expected.loss, 5);
    expect(metrics.accuracy).toBeCloseTo(expected.metrics.accuracy!, 5);
  });

  it('findLearningRate promises what it finds at once on another (took only engines of today)', async () => {
    const { points } = await findLearningRate({ ...sweep, engine });
    const expected = findLearningRate(sweep);
    expect(points).toHaveLength(expected.points.length);
    for (const [i, { rate, loss }] of points.entries()) {
      expect(rate).toBe(expected.points[i]!.rate);
      expect(loss).toBeCloseTo(expected.points[i]!.loss, 4);
    }
  });

  it('wrong arguments reject the promise; options that cannot be meant throw at once', async () => {
    await expect(predictor(objective, { engine })(1 as never, x)).rejects.toThrow(ArgumentError);
    await expect(findLearningRate({ ...sweep, steps: 2, engine })).rejects.toThrow('from 3, got 2');
    expect(() => predictor(objective, { engine, batchSize: 'all' as never })).toThrow(
      ArgumentError,
    );
  });

  it('an engine that does not say when its results come is refused', () => {
    const { results: _, ...kindless } = referenceEngine();
    for (const made of [
      () => predictor(objective, { engine: kindless as never }),
      () => evaluator(objective, { engine: kindless as never }),
      () => findLearningRate({ ...sweep, engine: kindless as never }),
    ])
      expect(made).toThrow(/engine must be an object with prepare,results/);
  });
});
