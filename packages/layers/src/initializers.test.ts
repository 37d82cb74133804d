import { key, type Tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import {
  constant,
  glorotNormal,
  glorotTruncatedNormal,
  glorotUniform,
  heNormal,
  heTruncatedNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunTruncatedNormal,
  lecunUniform,
  varianceScaling,
  xavierForRelu,
  xavierForSigmoid,
} from './initializers.ts';

const [fanIn, fanOut] = [400, 300];
const size = fanIn * fanOut;

const moments = (x: Tensor): { mean: number; std: number } => {
  const mean = [...x.data].reduce((sum, v) => sum + v, 0) / x.size;
  const square = [...x.data].reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.size;
  return { mean, std: Math.sqrt(square) };
};

const nominal: { readonly [name: string]: readonly [Initializer, number] } = {
  glorotNormal: [glorotNormal, Math.sqrt(2 / (fanIn + fanOut))],
  glorotUniform: [glorotUniform, Math.sqrt(2 / (fanIn + fanOut))],
  heNormal: [heNormal, Math.sqrt(2 / fanIn)],
  heUniform: [heUniform, Math.sqrt(2 / fanIn)],
  lecunNormal: [lecunNormal, Math.sqrt(1 / fanIn)],
  lecunUniform: [lecunUniform, Math.sqrt(1 / fanIn)],
  glorotTruncatedNormal: [glorotTruncatedNormal, Math.sqrt(2 / (fanIn + fanOut))],
  heTruncatedNormal: [heTruncatedNormal, Math.sqrt(2 / fanIn)],
  lecunTruncatedNormal: [lecunTruncatedNormal, Math.sqrt(1 / fanIn)],
  xavierForSigmoid: [xavierForSigmoid, Math.sqrt(2 / (fanIn + fanOut))],
  xavierForRelu: [xavierForRelu, Math.SQRT2 * Math.sqrt(2 / (fanIn + fanOut))],
  'fan out': [varianceScaling({ mode: 'fanOut' }), Math.sqrt(1 / fanOut)],
};

describe('initializers', () => {
  for (const [name, [initializer, std]] of Object.entries(nominal))
    it(`${name} has its nominal mean and deviation, within five standard errors`, () => {
      const found = moments(initializer(key(5), [fanIn, fanOut], 'float32'));
      expect(Math.abs(found.mean)).toBeLessThan((5 * std) / Math.sqrt(size));
      expect(Math.abs(found.std - std)).toBeLessThan((5 * std) / Math.sqrt(2 * size));
    });

  it('He’s deviation is not 0.88 of nominal (as where a truncated normal is not widened)', () => {
    const { std } = moments(heTruncatedNormal(key(5), [400, 400], 'float32'));
    expect(std / Math.sqrt(2 / 400)).toBeCloseTo(1, 2);
  });

  it('xavierForRelu is heNormal where fan in and fan out are equal, and √2 of the other always', () => {
    const draw = (init: Initializer, shape: readonly number[]) => [
      ...init(key(5), shape, 'float64').data,
    ];
    expect(draw(xavierForRelu, [7, 7])).toEqual(draw(heNormal, [7, 7]));
    expect(draw(xavierForRelu, [3, 9])).not.toEqual(draw(heNormal, [3, 9]));
    const smaller = draw(xavierForSigmoid, [3, 9]);
    for (const [i, value] of draw(xavierForRelu, [3, 9]).entries())
      expect(value).toBeCloseTo(Math.SQRT2 * smaller[i]!, 12);
  });

  it('truncated normals end at two deviations of the normal that was cut', () => {
    const edge = (2 * Math.sqrt(2 / 400)) / 0.87962566103423978;
    const drawn = heTruncatedNormal(key(5), [fanIn, fanOut], 'float32').data;
    const furthest = [...drawn].reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    expect(furthest).toBeLessThanOrEqual(edge * (1 + 1e-6));
    expect(furthest).toBeGreaterThan(edge * 0.999);
  });

  it('draws other numbers for another key, the same for the same', () => {
    const draw = (seed: number) => [...heNormal(key(seed), [3, 3], 'float32').data];
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('constant is constant', () => {
    expect(constant(0.1)(key(0), [2], 'float64').toArray()).toEqual([0.1, 0.1]);
  });

  it('refuses a scale that gives no variance', () => {
    expect(() => varianceScaling({ scale: 0 })).toThrow('scale must lie in (0, ∞), got 0');
  });
});
