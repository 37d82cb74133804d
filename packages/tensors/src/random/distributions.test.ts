import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compile } from '../compile/compile.ts';
import { arange } from '../create.ts';
import { ArgumentError, ShapeError, SymbolicTensorError } from '../errors.ts';
import { add } from '../ops/arithmetic.ts';
import { take } from '../ops/indexing.ts';
import { erf } from '../reference/erf.ts';
import type { Tensor } from '../tensor.ts';
import { bernoulli, normal, permutation, truncatedNormal, uniform } from './distributions.ts';
import { foldIn, key } from './key.ts';

const COUNT = 100_000;

/** The mean of f over the samples. */
const expectation = (samples: Tensor, f: (x: number) => number): number => {
  let sum = 0;
  for (const x of samples.data) sum += f(x);
  return sum / samples.size;
};

/**
 * The first four moments lie within 4.5 standard errors of the true ones: a right sampler fails for
 * 1 seed of 150,000 each (and, the seed being fixed, either always or never).
 */
const expectMoments = (samples: Tensor, moments: readonly number[]): void => {
  const [, m2, , m4, , m6, , m8] = [0, ...moments].slice(1) as number[];
  const trueMoments = [0, m2!, 0, m4!];
  const variances = [m2!, m4! - m2! ** 2, m6!, m8! - m4! ** 2];
  for (let n = 1; n <= 4; n++) {
    const error = 4.5 * Math.sqrt(variances[n - 1]! / samples.size);
    const difference = Math.abs(expectation(samples, (x) => x ** n) - trueMoments[n - 1]!);
    expect(difference, `moment ${n}`).toBeLessThan(error);
  }
};

/** Central moments 1 to 8 of uniform on [-1, 1): 0 and 1/(n+1). */
const uniformMoments = [0, 1 / 3, 0, 1 / 5, 0, 1 / 7, 0, 1 / 9];
const normalMoments = [0, 1, 0, 3, 0, 15, 0, 105];

/** Moments of the normal cut at ±a: m_n = (n-1)·m_{n-2} - 2·a^(n-1)·φ(a)/(2Φ(a)-1) for even n. */
const truncatedMoments = (a: number): readonly number[] => {
  const density = Math.exp((-a * a) / 2) / Math.sqrt(2 * Math.PI);
  const mass = erf(a / Math.SQRT2);
  const moments = [1];
  for (let n = 2; n <= 8; n += 2)
    moments.push((n - 1) * moments.at(-1)! - (2 * a ** (n - 1) * density) / mass);
  return moments.slice(1).flatMap((moment) => [0, moment]);
};

describe('uniform', () => {
  it('is the upper 23 bits over 2^23, as in JAX', () => {
    expect([...uniform(key(42), [3]).data]).toEqual([
      0.48870956897735596, 0.6797971725463867, 0.6162714958190918,
    ]);
  });

  it.each([0, 1, 2])('has the moments of the uniform distribution (seed %d)', (seed) => {
    expectMoments(uniform(key(seed), [COUNT], { min: -1, max: 1 }), uniformMoments);
  });

  it('stays within [min, max), whatever they are', () => {
    const bound = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 });
    fc.assert(
      fc.property(
        bound,
        bound,
        fc.nat(),
        fc.constantFrom('float32' as const, 'float64' as const),
        (a, b, seed, dtype) => {
          fc.pre(a !== b);
          const [min, max] = [Math.min(a, b), Math.max(a, b)];
          for (const x of uniform(key(seed), [50], { min, max, dtype }).data) {
            expect(x).toBeGreaterThanOrEqual(min);
            expect(x).toBeLessThan(max);
          }
        },
      ),
    );
  });

  it('bug: the sum that moves it to [10, 11) rounded up to 11', () => {
    const { data } = uniform(key(0), [2_000_000], { min: 10, max: 11 });
    let last = 0;
    for (const x of data) last = Math.max(last, x);
    expect(last).toBe(11 - 2 ** -20);
  });

  it('is min where nothing lies between', () => {
    expect(uniform(key(0), [2], { min: 3, max: 3 }).toArray()).toEqual([3, 3]);
    expect(() => uniform(key(0), [2], { min: 1, max: 0 })).toThrow(ArgumentError);
    expect(() => uniform(key(0), [2], { min: NaN })).toThrow(
      'uniform: min must be a number, got NaN',
    );
  });
});

describe('normal', () => {
  it.each([0, 1, 2])('has the moments of the normal distribution (seed %d)', (seed) => {
    expectMoments(normal(key(seed), [COUNT]), normalMoments);
  });

  it('is the quantile of its uniform number, to 1e-6', () => {
    const u = uniform(key(3), [1000], { min: -1 + 2 ** -23, max: 1 + 2 ** -23, dtype: 'float64' });
    const z = normal(key(3), [1000], { dtype: 'float64' });
    for (let i = 0; i < 1000; i++)
      expect(Math.abs(erf(z.data[i]! / Math.SQRT2) - u.data[i]!)).toBeLessThan(1e-6);
  });

  it('is moved by its mean and scaled by its deviation', () => {
    const [z, x] = [normal(key(4), [100]), normal(key(4), [100], { mean: 5, std: 0.5 })];
    for (let i = 0; i < 100; i++) expect(x.data[i]).toBeCloseTo(5 + z.data[i]! / 2, 5);
    expect(normal(key(4), [3], { std: 0, mean: 2 }).toArray()).toEqual([2, 2, 2]);
  });
});

describe('truncatedNormal', () => {
  it.each([
    [2, 0],
    [2, 1],
    [1, 2],
    [3, 3],
  ])('cut at %d has the moments of what is left (seed %d)', (limit, seed) => {
    const samples = truncatedNormal(key(seed), [COUNT], { limit });
    expectMoments(samples, truncatedMoments(limit));
    expect(samples.data.every((x) => Math.abs(x) <= limit)).toBe(true);
  });

  it('has the deviation that initializers divide by', () => {
    expect(Math.sqrt(truncatedMoments(2)[1]!)).toBeCloseTo(0.87962566, 8);
  });

  it('is cut before it is scaled and moved', () => {
    const { data } = truncatedNormal(key(0), [10_000], { mean: 1, std: 0.1 });
    expect(data.every((x) => x >= 0.8 && x <= 1.2)).toBe(true);
    expect(data.some((x) => x > 1.19)).toBe(true);
  });
});

test('bernoulli has ones as often as asked for, within 4.5 standard errors', () => {
  for (const p of [0.1, 0.5, 0.9]) {
    const ones = expectation(bernoulli(key(1), p, [COUNT]), (x) => x);
    expect(Math.abs(ones - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / COUNT));
  }
  expect(bernoulli(key(1), 0, [1000]).data.some((x) => x !== 0)).toBe(false);
  expect(bernoulli(key(1), 1, [1000]).data.every((x) => x === 1)).toBe(true);
  expect(() => bernoulli(key(1), 1.1, [1])).toThrow(ArgumentError);
  expect(() => bernoulli(key(1), NaN, [1])).toThrow('probability must be a number, got NaN');
});

describe('permutation', () => {
  it('has each number once', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(200), (seed, count) => {
        const order = permutation(key(seed), count);
        expect(order.dtype).toBe('int32');
        expect([...order.data].sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, i) => i),
        );
      }),
    );
  });

  it('puts each number in each place equally often (chi-squared, 1 in 100,000)', () => {
    const [count, draws] = [5, 5000];
    const seen = new Float64Array(count * count);
    for (let seed = 0; seed < draws; seed++)
      permutation(key(seed), count).data.forEach((value, place) => seen[place * count + value]!++);
    const expected = draws / count;
    const statistic = seen.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    expect(statistic).toBeLessThan(51); // 16 degrees of freedom
  });

  it('of a key that is an argument cannot be made while compile traces, and says what to do', () => {
    const order = compile((k: Tensor) => permutation(k, 3));
    expect(() => order(key(0))).toThrow(SymbolicTensorError);
    expect(() => order(key(0))).toThrow(
      /elements of this int32 tensor of shape \[3\].*run the function without compile/,
    );
  });

  it('of a key made in a compiled function is that key’s at each call, as all that it samples', () => {
    const shuffled = compile((x: Tensor) => [
      take(x, permutation(key(0), 5)),
      uniform(key(0), [5]),
      permutation(foldIn(key(0), 1), 5),
    ]);
    for (const first of [0, 10]) {
      const [taken, sampled, folded] = shuffled(add(arange(5), first)) as [Tensor, Tensor, Tensor];
      expect(taken.toArray()).toEqual([...permutation(key(0), 5).data].map((i) => first + i));
      expect(sampled.toArray()).toEqual(uniform(key(0), [5]).toArray());
      expect(folded.toArray()).toEqual(permutation(foldIn(key(0), 1), 5).toArray());
    }
  });
});

test('shapes without elements, and shapes that are none', () => {
  expect(normal(key(0), [0, 3]).shape).toEqual([0, 3]);
  expect(uniform(key(0), []).shape).toEqual([]);
  expect(() => uniform(key(0), [-1])).toThrow(ShapeError);
});

test('the same key and shape give the same bits, eager and compiled', () => {
  const f = (k: Tensor) => [
    uniform(k, [7], { min: -2, max: 3 }),
    normal(k, [7], { dtype: 'float64' }),
    truncatedNormal(k, [7]),
    bernoulli(k, 0.3, [7]),
  ];
  expect(f(key(5)).map((x) => [...x.data])).toEqual(compile(f)(key(5)).map((x) => [...x.data]));
});
