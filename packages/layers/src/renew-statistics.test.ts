import {
  ArgumentError,
  add,
  key,
  mul,
  normal,
  pipe,
  type Tensor,
  take,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { apply } from './apply.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { input } from './network.ts';
import { renewStatistics } from './renew-statistics.ts';
import { initialize, tensorAt } from './variables.ts';

const rows = (from: number, to: number): Tensor =>
  tensor(
    Array.from({ length: to - from }, (_, i) => from + i),
    { dtype: 'int32' },
  );
const float64 = { dtype: 'float64' } as const;

describe('renewStatistics', () => {
  const x = add(mul(normal(key(1), [10, 3], float64), 2), 20);
  const whole = [...x.data];
  const meanOf = (column: number): number =>
    whole.filter((_, i) => i % 3 === column).reduce((sum, value) => sum + value, 0) / 10;

  it('gives the mean over all examples, whatever the batches’ sizes and what was there before', () => {
    const network = pipe(input(3), batchNorm());
    const { params } = initialize(network, key(1), float64);
    for (const old of [0, 1e6, Number.NaN]) {
      const state = {
        batchNorm1: {
          mean: tensor([old, old, old], float64),
          variance: tensor([old, old, old], float64),
        },
      };
      for (const batches of [
        [x],
        [take(x, rows(0, 4)), take(x, rows(4, 8)), take(x, rows(8, 10))],
      ]) {
        const mean = tensorAt(renewStatistics(network)(params, state, batches), 'batchNorm1.mean');
        for (const column of [0, 1, 2]) expect(mean.data[column]).toBeCloseTo(meanOf(column), 12);
      }
    }
  });

  it('averages the variances of the batches, biased or not, by their sizes', () => {
    const batches = [tensor([[1], [3]], float64), tensor([[0], [3], [6], [3]], float64)];
    for (const [movingVariance, expected] of [
      ['biased', (2 * 1 + 4 * 4.5) / 6],
      ['unbiased', (2 * 2 + 4 * 6) / 6],
    ] as const) {
      const network = pipe(input(1), batchNorm({ movingVariance }));
      const { params, state } = initialize(network, key(1), float64);
      const variance = tensorAt(
        renewStatistics(network)(params, state, batches),
        'batchNorm1.variance',
      );
      expect(variance.item()).toBeCloseTo(expected, 14);
    }
  });

  it('of one batch makes inference what training is on that batch, through many layers', () => {
    const network = pipe(
      input(3),
      dense(5),
      batchNorm({ movingVariance: 'biased' }),
      dense(4, { activation: 'tanh' }),
      batchNorm({ movingVariance: 'biased' }),
    );
    const { params, state } = initialize(network, key(7), float64);
    const renewed = renewStatistics(network)(params, state, [x]);
    const [trained] = apply(network)(params, state, x, { training: true });
    const [judged] = apply(network)(params, renewed, x);
    [...judged.data].forEach((value, i) => {
      expect(value).toBeCloseTo(trained.data[i]!, 12);
    });
    expect(apply(network)(params, state, x)[0].data[0]).not.toBeCloseTo(trained.data[0]!, 1);
  });

  it('draws for layers that draw, a fresh key each batch, and asks for one', () => {
    const network = pipe(input(3), dropout(0.5), batchNorm());
    const { params, state } = initialize(network, key(1), float64);
    const of = (seed: number, batches: readonly Tensor[]) => [
      ...tensorAt(
        renewStatistics(network)(params, state, batches, { key: key(seed) }),
        'batchNorm1.mean',
      ).data,
    ];
    expect(of(1, [x, x])).toEqual(of(1, [x, x]));
    expect(of(1, [x, x])).not.toEqual(of(2, [x, x]));
    expect(of(1, [x, x])).not.toEqual(of(1, [x]));
    expect(() => renewStatistics(network)(params, state, [x])).toThrow('needs a random key');
  });

  it.each<[unknown, unknown, string]>([
    [null, {}, 'batches must be an iterable of tensors'],
    [undefined, {}, 'batches must be an iterable of tensors'],
    [x.shape.length, {}, 'batches must be an iterable of tensors'],
    [[x], { kye: key(1) }, "there is no option 'kye', only key"],
    [[x], { key: 1 }, 'key must be a tensor, got 1'],
  ])('refuses batches %s with options %j, by name', (batches, options, message) => {
    const renew = () => renewStatistics(input(3))({}, {}, batches as [], options as object);
    expect(renew).toThrow(ArgumentError);
    expect(renew).toThrow(`renewStatistics: ${message}`);
  });

  it('leaves states as they are without batches, and takes a network without any', () => {
    const network = pipe(input(3), batchNorm());
    const { params, state } = initialize(network, key(1), float64);
    expect(renewStatistics(network)(params, state, [])).toBe(state);
    expect(renewStatistics(input(3))({}, {}, [x])).toEqual({});
  });
});
