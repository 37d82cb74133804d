import { describe, expect, it, test } from 'vitest';
import { compile } from '../compile/compile.ts';
import { scalar, tensor, zeros } from '../create.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { randomBits } from './distributions.ts';
import { foldIn, key, split, splitKeys, threefry2x32 } from './key.ts';

const words = (...values: readonly number[]) => tensor(Int32Array.from(values));
const unsigned = (x: Tensor) => Array.from(x.data, (word) => word >>> 0);

describe('threefry2x32', () => {
  // The known-answer vectors of Random123, kat_vectors.
  const pi = { key: [0x13198a2e, 0x03707344], counter: [0x243f6a88, 0x85a308d3] };
  const none = { key: [0, 0], counter: [0, 0] };
  const all = { key: [0xffffffff, 0xffffffff], counter: [0xffffffff, 0xffffffff] };
  it.each([
    [20, 'zeros', none, [0x6b200159, 0x99ba4efe]],
    [20, 'ones', all, [0x1cb996fc, 0xbb002be7]],
    [20, 'pi', pi, [0xc4923a9c, 0x483df7a0]],
    [13, 'zeros', none, [0x9d1c5ec6, 0x8bd50731]],
    [13, 'ones', all, [0xfd36d048, 0x2d17272c]],
    [13, 'pi', pi, [0xba3e4725, 0xf27d669e]],
    [32, 'zeros', none, [0xcee3d47e, 0xa23dfd5c]],
    [32, 'ones', all, [0x6e2fe0d0, 0xb1b76f82]],
    [32, 'pi', pi, [0xe2827716, 0xc3c05cdf]],
  ])('of %d rounds gives the known words of %s', (rounds, _, { key: k, counter }, output) => {
    expect(unsigned(threefry2x32(words(...k), words(...counter), { rounds }))).toEqual(output);
  });

  it('works on counters of any shape, each by itself', () => {
    const counters = tensor(
      [
        [
          [0, 0],
          [0, 1],
        ],
      ],
      { dtype: 'int32' },
    );
    const blocks = threefry2x32(key(7), counters);
    expect(blocks.shape).toEqual([1, 2, 2]);
    expect([...blocks.data]).toEqual(
      [0, 1].flatMap((i) => [...threefry2x32(key(7), words(0, i)).data]),
    );
    expect(() => threefry2x32(key(7), words(0))).toThrow(ShapeError);
  });
});

// JAX with jax_threefry_partitionable, under its key of seed 42.
describe('as in JAX', () => {
  it('a key is the two halves of its seed', () => {
    expect(unsigned(key(42))).toEqual([0, 42]);
    expect(unsigned(key(2 ** 32 - 1))).toEqual([0, 2 ** 32 - 1]);
    expect(unsigned(key(2 ** 53 - 1))).toEqual([2 ** 21 - 1, 2 ** 32 - 1]);
  });

  it('bits', () => {
    expect(unsigned(randomBits(key(42), [7]))).toEqual([
      2098992034, 2919706841, 2646866425, 2409546199, 1935504149, 2516274904, 321304473,
    ]);
  });

  it('split', () => {
    const expected = [1832780943, 270669613, 64467757, 2916123636, 2465931498, 255383827];
    expect(unsigned(splitKeys(key(42), 3))).toEqual(expected);
    expect(split(key(42), 3).flatMap(unsigned)).toEqual(expected);
  });

  it('foldIn, of numbers and of tensors', () => {
    expect(unsigned(foldIn(key(42), 5))).toEqual([2765691542, 824333390]);
    expect(unsigned(foldIn(key(42), scalar(5, { dtype: 'int32' })))).toEqual([
      2765691542, 824333390,
    ]);
    expect(foldIn(key(42), 2 ** 32 - 1).toArray()).toEqual(
      foldIn(key(42), scalar(-1, { dtype: 'int32' })).toArray(),
    );
  });
});

test('a thousand keys, split and folded in at three depths, are all different', () => {
  const grown = split(key(0), 10)
    .flatMap((a) => split(a, 10))
    .flatMap((b) => split(b, 9));
  const folded = Array.from({ length: 100 }, (_, i) => foldIn(key(1), i));
  expect(new Set([...grown, ...folded].map((k) => k.toString())).size).toBe(1000);
});

test('keys are values: inside compile they give the same words', () => {
  const f = (k: Tensor) => [split(k), foldIn(k, 3), randomBits(k, [5])];
  expect(String(compile(f)(key(9)))).toBe(String(f(key(9))));
});

test.each<[string, () => unknown, new () => Error, string]>([
  ['a negative seed', () => key(-1), ArgumentError, 'key: a seed is an integer from 0'],
  ['a fractional seed', () => key(0.5), ArgumentError, 'got 0.5'],
  ['a seed beyond 2^53', () => key(2 ** 53), ArgumentError, 'key'],
  ['half a key', () => split(key(0), 1.5 as never), ArgumentError, 'split: count must be'],
  [
    'two keys for one',
    () => randomBits(splitKeys(key(0), 2), [1]),
    ShapeError,
    'a random key has shape [2], got [2, 2]',
  ],
  ['floats for a key', () => randomBits(zeros([2]), [1]), DTypeError, 'a random key must be int32'],
])('%s is refused', (_, wrong, type, message) => {
  expect(wrong).toThrow(type);
  expect(wrong).toThrow(message);
});

test('bug: foldIn cut numbers to 32 bits, so that 1.5 gave the key of 1', () => {
  for (const data of [1.5, -1, 2 ** 32, NaN])
    expect(() => foldIn(key(0), data)).toThrow(ArgumentError);
  expect(() => foldIn(key(0), 1.5)).toThrow(
    'foldIn: data is an integer from 0 to 2^32 - 1, got 1.5',
  );
});
