import { checkGradients } from '@puregrad/autodiff';
import {
  add,
  compile,
  key,
  mul,
  normal,
  ones,
  referenceEngine,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { alphaDropout } from './alpha-dropout.ts';
import type { DropoutOptions } from './dropout.ts';
import { gaussianDropout } from './gaussian-dropout.ts';

const count = 100_000;
const bits = (x: Tensor): number[] => [...x.data];
const moment = (x: Tensor, f: (v: number) => number): number =>
  bits(x).reduce((sum, v) => sum + f(v), 0) / x.size;

const both: { readonly [name: string]: (x: Tensor, options: DropoutOptions) => Tensor } = {
  gaussianDropout,
  alphaDropout,
};

for (const [name, drop] of Object.entries(both))
  describe(name, () => {
    it('has fresh noise for each key, compiled too, and the same for the same', () => {
      const x = ones([64]);
      const run = compile((k: Tensor) => drop(x, { rate: 0.5, key: k }), {
        engine: referenceEngine(),
      });
      const draws = Array.from({ length: 10 }, (_, seed) => bits(run(key(seed))));
      expect(new Set(draws.map((draw) => draw.join())).size).toBe(10);
      expect(run.traceCount).toBe(1);
      for (const [seed, draw] of draws.entries())
        expect(bits(drop(x, { rate: 0.5, key: key(seed) }))).toEqual(draw);
    });

    it('has the gradients of finite differences, and keeps float64', () => {
      const f = (x: Tensor) => drop(x, { rate: 0.4, key: key(3) });
      expect(checkGradients(f, normal(key(4), [3, 5]))).toMatchObject({ _tag: 'Right' });
      expect(f(ones([2], { dtype: 'float64' })).dtype).toBe('float64');
    });

    it('is the identity at rate 0, takes nothing at all, and refuses 1 and NaN', () => {
      const x = ones([3]);
      expect(drop(x, { rate: 0, key: key(1) })).toBe(x);
      expect(drop(ones([0, 3]), { rate: 0.5, key: key(1) }).shape).toEqual([0, 3]);
      for (const rate of [1, -0.1])
        expect(() => drop(x, { rate, key: key(1) })).toThrow(`${name}: rate must lie in [0, 1)`);
      expect(() => drop(x, { rate: Number.NaN, key: key(1) })).toThrow('a number, got NaN');
    });
  });

describe('gaussianDropout', () => {
  for (const rate of [0.1, 0.5, 0.9])
    it(`at ${rate} multiplies by noise of mean 1 and variance r/(1-r), within four standard errors`, () => {
      const y = gaussianDropout(mul(ones([count]), 3), { rate, key: key(1) });
      const noise = mul(y, 1 / 3);
      const variance = rate / (1 - rate);
      expect(Math.abs(moment(noise, (v) => v) - 1)).toBeLessThan(4 * Math.sqrt(variance / count));
      const found = moment(noise, (v) => (v - 1) ** 2);
      expect(Math.abs(found - variance)).toBeLessThan(4 * variance * Math.sqrt(2 / count));
    });
});

describe('alphaDropout', () => {
  const x = normal(key(7), [count]);

  for (const rate of [0.05, 0.2, 0.5])
    it(`at ${rate} keeps mean 0 and variance 1, within four standard errors`, () => {
      const y = alphaDropout(x, { rate, key: key(1) });
      expect(Math.abs(moment(y, (v) => v))).toBeLessThan(4 / Math.sqrt(count));
      const fourth = moment(y, (v) => v ** 4);
      const error = Math.sqrt((fourth - 1) / count);
      expect(Math.abs(moment(y, (v) => v ** 2) - 1)).toBeLessThan(4 * error);
    });

  it('sends a share of its rate to one value, within four standard errors, and the rest affinely', () => {
    const rate = 0.3;
    const y = bits(alphaDropout(x, { rate, key: key(5) }));
    const dropped = alphaDropout(tensor([-Infinity, -Infinity]), { rate: 0.999999, key: key(5) });
    expect(bits(dropped).every(Number.isFinite)).toBe(true);
    // SELU's λα = 1.7580993408473766, put through a·x + b by hand.
    const a = 1 / Math.sqrt(0.7 * (1 + 0.3 * 1.7580993408473766 ** 2));
    const [low, shift] = [-1.7580993408473766 * a * 0.7, a * 1.7580993408473766 * 0.3];
    const isDropped = y.map((v) => Math.abs(v - low) < 1e-6);
    const affine = bits(add(mul(x, a), shift));
    for (const [i, gone] of isDropped.entries())
      if (!gone) expect(Math.abs(y[i]! - affine[i]!)).toBeLessThan(1e-5);
    const share = isDropped.filter(Boolean).length / count;
    expect(Math.abs(share - rate)).toBeLessThan(4 * Math.sqrt((rate * (1 - rate)) / count));
  });
});
