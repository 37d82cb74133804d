import {
  apply,
  batchNorm,
  dense,
  dropout,
  initialize,
  input,
  type Network,
} from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import {
  type Engine,
  key,
  mean,
  mul,
  normal,
  pipe,
  referenceEngine,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { evaluator, predictor } from './evaluate.ts';
import type { Model } from './model.ts';

const network: Network<number, number> = pipe(
  input(3),
  dense(4),
  batchNorm(),
  dropout(0.5),
  dense(2),
);
const model: Model = { network, ...initialize(network, key(1)), notes: {} };
const x = normal(key(2), [25, 3]);
const y = tensor(Int32Array.from({ length: 25 }, (_, i) => i % 2));
const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } };
const [logits] = apply(network)(model.params, model.state, x);

describe('evaluator', () => {
  // 25 rows in batches of 10 end in one of 5: its mean must weigh half.
  for (const batchSize of [1, 10, 25, 1000])
    it(`gives the means over all rows, whatever the batches: ${batchSize}`, () => {
      const { loss, metrics } = evaluator(objective, { batchSize })(model, { x, y });
      expect(loss).toBeCloseTo(mean(sparseSoftmaxCrossEntropy(logits, y)).item(), 6);
      expect(metrics.accuracy).toBeCloseTo(accuracy(logits, y).item(), 6);
    });

  it('accepts a whole model, whose network is not a tree (once a TreeError)', () => {
    expect(evaluator(objective)(model, { x, y }).loss).toBeGreaterThan(0);
  });
});

describe('predictor', () => {
  it('gives the network’s output for every row, in order', () => {
    const outputs = predictor({ network }, { batchSize: 10 })(model, x);
    expect(outputs.shape).toEqual([25, 2]);
    [...outputs.data].forEach((value, i) => {
      expect(value).toBeCloseTo(logits.data[i]!, 5);
    });
  });
});

it('predictors and evaluators of one network share a program (was: 7 MB more for each that was made)', () => {
  let prepared = 0;
  const reference = referenceEngine();
  const engine: Engine = {
    ...reference,
    prepare: (graph, donated) => {
      prepared++;
      return reference.prepare(graph, donated);
    },
  };
  const fresh: Network<number, number> = pipe(input(3), dense(2));
  const variables = initialize(fresh, key(1));
  for (let i = 0; i < 3; i++) predictor({ network: fresh }, { engine })(variables, x);
  expect(prepared).toBe(1);
  const judged = { network: fresh, loss: sparseSoftmaxCrossEntropy, metrics: {} };
  for (let i = 0; i < 3; i++) evaluator(judged, { engine })(variables, { x, y });
  expect(prepared).toBe(2);
  const other = { ...judged, loss: (a: Tensor, b: Tensor) => mul(judged.loss(a, b), 2) };
  const twice = evaluator(other, { engine })(variables, { x, y }).loss;
  expect(twice).toBeCloseTo(2 * evaluator(judged, { engine })(variables, { x, y }).loss, 6);
  predictor({ network: pipe(input(3), dense(2)) }, { engine })(variables, x);
  expect(prepared).toBe(4);
});
