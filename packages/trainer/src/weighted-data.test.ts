import { takeRows } from '@puregrad/data';
import { dense, input } from '@puregrad/layers';
import { meanSquaredError, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import { adam } from '@puregrad/optimizers';
import { ArgumentError, key, leaves, mul, normal, pipe, tensor } from '@puregrad/tensors';
import { expect, it, test } from 'vitest';
import { evaluator } from './evaluate.ts';
import type { Trained } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { datasetDigest } from './recipe.ts';
import { trainWith } from './testing/train-with.ts';

const COUNT = 37;
const x = normal(key(1), [COUNT, 3]);
const y = normal(key(2), [COUNT, 1]);
const weights = tensor(Array.from({ length: COUNT }, (_, i) => (i % 4) / 2));
const base: FitOptions = {
  network: pipe(input(3), dense(1)),
  optimizer: adam({ learningRate: 0.1 }),
  train: { x, y },
  loss: meanSquaredError,
  epochs: 3,
  batchSize: 8,
};
const run = async (options: Partial<FitOptions>): Promise<Trained> => {
  const result = await trainWith({ ...base, ...options })();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};
const bits = ({ params }: Trained) => leaves(params).map((leaf) => [...leaf.data]);

it('weights that travel with the training data are sampleWeights', async () => {
  const travelling = await run({ train: { x, y, weights } });
  expect(bits(travelling)).toEqual(bits(await run({ sampleWeights: weights })));
  expect(bits(travelling)).not.toEqual(bits(await run({})));
});

it('the validation loss is Σwl/Σw over batches of unlike weights, and metrics count each row once', async () => {
  const labels = tensor(Int32Array.from({ length: COUNT }, (_, i) => i % 2));
  const network = pipe(input(3), dense(2));
  const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } };
  const variables = await run({
    network,
    loss: sparseSoftmaxCrossEntropy,
    train: { x, y: labels },
  });
  const evaluate = evaluator(objective, { batchSize: 5 });
  const rows = Array.from({ length: COUNT }, (_, i) =>
    evaluate(variables, takeRows({ x, y: labels }, tensor([i], { dtype: 'int32' }))),
  );
  const total = [...weights.data].reduce((sum, weight) => sum + weight, 0);
  const exact = rows.reduce((sum, { loss }, i) => sum + loss * weights.data[i]!, 0) / total;
  const weighed = evaluate(variables, { x, y: labels, weights });
  expect(weighed.loss).toBeCloseTo(exact, 5);
  expect(weighed.metrics).toEqual(evaluate(variables, { x, y: labels }).metrics);
  expect(weighed.loss).not.toBeCloseTo(evaluate(variables, { x, y: labels }).loss, 3);
  const scaled = evaluate(variables, { x, y: labels, weights: mul(weights, 4) });
  expect(scaled.loss).toBe(weighed.loss);
});

it('early stopping and the history see the weighted validation loss, also for meanSquaredError', async () => {
  const validation = { x, y, weights };
  const { history, ...variables } = await run({ validation });
  const evaluate = evaluator({ network: base.network, loss: meanSquaredError, metrics: {} });
  expect(history.at(-1)!.validation!.loss).toBeCloseTo(evaluate(variables, validation).loss, 6);
  expect(history.at(-1)!.validation!.loss).not.toBeCloseTo(evaluate(variables, { x, y }).loss, 3);
});

test('weights of 1 change no bit of the loss of one batch, and weights of 0 give a loss of 0', async () => {
  const variables = await run({});
  const evaluate = evaluator({ network: base.network, loss: meanSquaredError, metrics: {} });
  const all = (weight: number) => tensor(new Float32Array(COUNT).fill(weight));
  expect(evaluate(variables, { x, y, weights: all(1) }).loss).toBeCloseTo(
    evaluate(variables, { x, y }).loss,
    6,
  );
  expect(evaluate(variables, { x, y, weights: all(0) }).loss).toBe(0);
});

test('the digest of data has their weights', () => {
  expect(datasetDigest({ x, y, weights })).toBe(datasetDigest({ x, y }, weights));
  expect(datasetDigest({ x, y, weights })).not.toBe(datasetDigest({ x, y }));
});

test.each<[string, Partial<FitOptions>, string]>([
  [
    'twice',
    { train: { x, y, weights }, sampleWeights: weights },
    'sampleWeights are given as well',
  ],
  ['too few', { train: { x, y, weights: tensor([1]) } }, 'training data must have shape [37]'],
  [
    'below 0 in validation',
    { validation: { x, y, weights: mul(weights, -1) } },
    'fit: the weights of the validation data must be finite and not below 0, got -0.5 in row 1',
  ],
  ['no tensor', { train: { x, y, weights: [1] as never } }, 'fit: weights must be a tensor'],
])('weights that are wrong are refused: %s', async (_, options, message) => {
  await expect(run(options)).rejects.toThrow(ArgumentError);
  await expect(run(options)).rejects.toThrow(message);
});
