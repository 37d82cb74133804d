import { batchNorm, input, type Network, parallel, tanh } from '@puregrad/layers';
import { headLosses, huber, meanSquaredError, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { headMetrics } from '@puregrad/metrics';
import { adam } from '@puregrad/optimizers';
import { key, mean, normal, pipe, type Tensor, tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { predictor } from './evaluate.ts';
import type { Metrics } from './metrics.ts';
import { bits, done, int, layerOf, ROWS } from './testing/records.ts';

describe('a network of one named part and one head', () => {
  const anyRun = fc.record({
    widths: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
    normalizes: fc.boolean(),
    batchSize: fc.constantFrom(4, 5, 12),
    loss: fc.constantFrom('classes' as const, 'squares' as const, 'huber' as const),
    weighted: fc.boolean(),
    weighting: fc.constantFrom('mean' as const, 'weightedMean' as const),
  });
  const losses = {
    classes: sparseSoftmaxCrossEntropy,
    squares: meanSquaredError,
    huber: (p: Tensor, y: Tensor) => huber(p, y),
  };

  it('trains, is evaluated and predicts to the same bits as the plain one', async () => {
    await fc.assert(
      fc.asyncProperty(anyRun, async ({ widths, normalizes, loss: name, weighted, ...options }) => {
        const body = <S extends number>(start: Network<S, S>): Network<S, 2> => {
          const hidden = widths.reduce<Network<S, number>>(
            (network, width) => pipe(network, layerOf(width), tanh()),
            start,
          );
          return pipe(normalizes ? pipe(hidden, batchNorm()) : hidden, layerOf(2));
        };
        const loss = losses[name];
        const x = normal(key(1), [ROWS, 3]);
        const y =
          name === 'classes'
            ? int([...x.data.slice(0, ROWS)].map((v) => Number(v > 0)))
            : normal(key(2), [ROWS, 2]);
        const weights = tensor(Array.from({ length: ROWS }, (_, i) => i % 3));
        const metric: Metrics = { first: (output) => mean(output) };
        const shared = {
          ...options,
          ...{ optimizer: adam({ learningRate: 0.1 }), epochs: 2, observeEvery: 1 },
          ...(weighted ? { sampleWeights: weights } : {}),
        };
        const plain = { network: pipe(input(3), body), loss, metrics: metric };
        const named = {
          network: pipe(input({ a: 3 }), parallel({ a: body })),
          loss: headLosses({ a: loss }),
          metrics: headMetrics({ a: metric }),
        };
        const [one, other] = [
          await done({ ...plain, ...shared, train: { x, y }, validation: { x, y, weights } }),
          await done({
            ...named,
            ...shared,
            train: { x: { a: x }, y: { a: y } },
            validation: { x: { a: x }, y: { a: y }, weights },
          }),
        ];
        expect(bits(other.params)).toEqual(bits(one.params));
        expect(bits(other.state)).toEqual(bits(one.state));
        one.history.forEach(({ training, validation }, i) => {
          const report = other.history[i]!;
          for (const [was, is] of [
            [training, report.training],
            [validation!, report.validation!],
          ] as const) {
            expect(is.loss).toBe(was.loss);
            expect(is.metrics).toEqual({ 'a.first': was.metrics.first });
          }
        });
        expect(predictor(named)(other, { a: x })).toEqual({ a: predictor(plain)(one, x) });
      }),
      { numRuns: 6 },
    );
  });
});
