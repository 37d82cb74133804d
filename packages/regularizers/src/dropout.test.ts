import { grad } from '@puregrad/autodiff';
import { compile, key, ones, splitKeys, sum, type Tensor, take, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { channelDropout, dropout } from './dropout.ts';

const count = 100_000;
const x = ones([count]);
const kept = (y: Tensor): number => [...y.data].filter((value) => value !== 0).length;

describe('dropout', () => {
  for (const rate of [0.1, 0.5, 0.9])
    it(`drops a share of ${rate}, within five standard errors, and scales what it keeps`, () => {
      const y = dropout(x, { rate, key: key(1) });
      const error = Math.sqrt((rate * (1 - rate)) / count);
      expect(Math.abs(kept(y) / count - (1 - rate))).toBeLessThan(5 * error);
      expect(new Set(y.data)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]));
    });

  it('has a fresh mask for each key, and the same one for the same (TensorFlow.js repeats one)', () => {
    const keys = splitKeys(key(7), 20);
    const masks = Array.from({ length: 20 }, (_, i) =>
      [
        ...dropout(ones([64]), { rate: 0.5, key: take(keys, tensor(i, { dtype: 'int32' })) }).data,
      ].join(),
    );
    expect(new Set(masks).size).toBe(20);
    expect(dropout(x, { rate: 0.5, key: key(3) }).data).toEqual(
      dropout(x, { rate: 0.5, key: key(3) }).data,
    );
  });

  it('has a fresh mask at each call of a compiled function too', () => {
    const run = compile((k: Tensor) => dropout(ones([64]), { rate: 0.5, key: k }));
    expect([...run(key(1)).data]).not.toEqual([...run(key(2)).data]);
    expect(run.traceCount).toBe(1);
  });

  it('lets the gradient through where it keeps, scaled, and stops it where it drops', () => {
    const options = { rate: 0.5, key: key(5) };
    const small = ones([100]);
    const gradient = grad((v: Tensor) => sum(dropout(v, options)))(small);
    expect([...gradient.data]).toEqual([...dropout(small, options).data]);
  });

  it('drops infinities to zero, not to NaN', () => {
    const y = dropout(tensor(new Float32Array(50).fill(Infinity)), { rate: 0.5, key: key(1) });
    expect(new Set(y.data)).toEqual(new Set([0, Infinity]));
  });

  it('is the identity at rate 0, and refuses 1 and NaN', () => {
    expect(dropout(x, { rate: 0, key: key(1) })).toBe(x);
    for (const rate of [1, -0.1])
      expect(() => dropout(x, { rate, key: key(1) })).toThrow(`lie in [0, 1), got ${rate}`);
    expect(() => dropout(x, { rate: Number.NaN, key: key(1) })).toThrow('a number, got NaN');
  });
});

describe('channelDropout', () => {
  const images = ones([50, 3, 2, 4]);

  it('keeps or drops a channel of an example as a whole, and scales what it keeps', () => {
    const y = channelDropout(images, { rate: 0.25, key: key(1) });
    const channels = Array.from({ length: 200 }, (_, i) => {
      const [example, channel] = [Math.floor(i / 4), i % 4];
      const pixels = Array.from({ length: 6 }, (_, p) => y.data[(example * 6 + p) * 4 + channel]!);
      expect(new Set(pixels).size).toBe(1);
      return pixels[0]!;
    });
    expect(new Set(channels)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    const share = channels.filter((value) => value === 0).length / 200;
    expect(Math.abs(share - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 200));
  });

  it('is dropout of vectors', () => {
    const options = { rate: 0.5, key: key(2) };
    const vectors = ones([20, 5]);
    expect(channelDropout(vectors, options).data).toEqual(dropout(vectors, options).data);
  });

  it('names itself', () => {
    expect(() => channelDropout(images, { rate: 1, key: key(1) })).toThrow(/^channelDropout/);
  });
});
