import { key, type Tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import {
  constant,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunUniform,
  varianceScaling,
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
  'he, truncated': [
    varianceScaling({ scale: 2, distribution: 'truncatedNormal' }),
    Math.sqrt(2 / fanIn),
  ],
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
    const { std } = moments(nominal['he, truncated']![0](key(5), [400, 400], 'float32'));
    expect(std / Math.sqrt(2 / 400)).toBeCloseTo(1, 2);
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
    expect(() => varianceScaling({ scale: 0 })).toThrow('scale must be above 0, got 0');
  });
});
