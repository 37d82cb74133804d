import {
  compile,
  type Key,
  key,
  normal,
  splitKeys,
  type Tensor,
  take,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { relu, tanh } from './activations.ts';
import { applyLayers } from './apply.ts';
import { dense } from './dense.ts';
import {
  glorotNormal,
  heNormal,
  heTruncatedNormal,
  type Initializer,
  varianceScaling,
  xavierForSigmoid,
} from './initializers.ts';
import type { Variables } from './layer.ts';
import { input, type Network, type SameShape } from './network.ts';
import { orthogonal } from './orthogonal.ts';
import { initialize } from './variables.ts';

const [width, depth, batch, seeds] = [128, 30, 16, 5];

const orthogonalForRelu = orthogonal({ gain: Math.SQRT2 });

const secondMoment = (x: Tensor): number => [...x.data].reduce((sum, v) => sum + v * v, 0) / x.size;

const networkOf = (kernelInit: Initializer, activation: SameShape): Network<number, number> =>
  Array.from({ length: depth }).reduce<Network<number, number>>(
    (built) => activation(dense(width, { kernelInit })(built)),
    input(width) as Network<number, number>,
  );

/** The second moments of the last layer's pre-activations over the first one's, for each seed. */
const ratios = (kernelInit: Initializer, activation: SameShape): readonly number[] => {
  const network = networkOf(kernelInit, activation);
  const run = applyLayers(network);
  const draw = (own: Key) => initialize(network, own).params;
  // The draws are most of the work, so they are compiled; but a factorization reads its numbers.
  const drawn = kernelInit === orthogonalForRelu ? draw : compile(draw);
  const ends = compile((params: Variables, x: Tensor): readonly [Tensor, Tensor] => {
    const before = run(params, {}, x)[0].filter(({ name }) => name.startsWith('dense'));
    return [before[0]!.output, before.at(-1)!.output];
  });
  const keys = splitKeys(key(2018), seeds);
  return Array.from({ length: seeds }, (_, seed) => {
    const own = take(keys, tensor(seed, { dtype: 'int32' }));
    const [first, last] = ends(drawn(own), normal(own, [batch, width]));
    return secondMoment(last) / secondMoment(first);
  });
};

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);

describe('the variance of pre-activations, from layer 1 to layer 30 of width 128', () => {
  // Its logarithm is a sum of 29 terms of variance about 5 / 128: a deviation of about 0.5 in the mean
  // of five seeds, and a bias of -0.6. A factor of 8 leaves three deviations.
  for (const [name, kernelInit] of Object.entries({
    heNormal,
    heTruncatedNormal,
    'orthogonal of gain √2': orthogonalForRelu,
  }))
    it(`is kept through ReLU by ${name}, within a factor of 8`, () => {
      const kept = geometricMean(ratios(kernelInit, relu()));
      expect(kept).toBeGreaterThan(1 / 8);
      expect(kept).toBeLessThan(8);
    });

  it('is lost through ReLU by Xavier’s for sigmoid: halved in each layer, 2⁻²⁹ of He’s', () => {
    const [lost, kept] = [glorotNormal, heNormal].map((init) => ratios(init, relu()));
    for (const [i, ratio] of lost!.entries()) {
      expect(ratio).toBeLessThan(1e-6);
      // The same numbers over √2, and ReLU lets a factor through.
      expect((ratio * 2 ** 29) / kept![i]!).toBeCloseTo(1, 4);
    }
  });

  it('shrinks through tanh only as 1 / depth with Xavier’s, and by powers with half its variance', () => {
    const kept = geometricMean(ratios(xavierForSigmoid, tanh()));
    expect(kept).toBeGreaterThan(1 / depth / 4);
    expect(kept).toBeLessThan(1);
    const half = varianceScaling({ scale: 0.5, mode: 'fanAvg' });
    expect(geometricMean(ratios(half, tanh()))).toBeLessThan(2 ** -25);
  });
});
