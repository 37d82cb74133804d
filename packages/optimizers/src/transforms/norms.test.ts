import { compile, leaves, mul, square, sum, type Tensor, tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GradientTransform } from '../gradient-transform.ts';
import { optimizer } from '../optimizer.ts';
import { sharpnessAware } from '../wrappers/sharpness-aware.ts';
import { clipByGlobalNorm, clipByNorm } from './clip.ts';
import { globalNorm } from './global-norm.ts';
import { scaleByTrustRatio } from './scale-by-trust-ratio.ts';

type Float = 'float32' | 'float64';
const within = { float32: 3e-6, float64: 1e-14 };

/** The transformed updates of zero parameters, eager and compiled. */
const made = (transform: GradientTransform, updates: readonly number[], dtype: Float) => {
  const { init, update } = optimizer(transform);
  const step = (g: Tensor) => update(init(mul(g, 0)), g)[1];
  const g = tensor(updates, { dtype });
  return [step(g), compile(step)(g)].map((result) => [...result.data]);
};
const expectNear = (actual: readonly number[], expected: readonly number[], dtype: Float) => {
  actual.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(
      within[dtype] * Math.abs(expected[i]!),
    );
  });
};

describe('a finite gradient is clipped to the norm, never to zero', () => {
  const rows: readonly (readonly [Float, readonly [number, number], readonly [number, number]])[] =
    [
      ['float32', [3e20, 4e20], [0.6, 0.8]],
      ['float32', [2.4e38, 3.2e38], [0.6, 0.8]],
      ['float64', [3e200, 4e200], [0.6, 0.8]],
      ['float64', [1.2e308, 1.6e308], [0.6, 0.8]],
      ['float32', [3e-25, 4e-25], [3e-25, 4e-25]],
      ['float64', [3e-200, 4e-200], [3e-200, 4e-200]],
    ];
  for (const [name, clip] of Object.entries({ clipByGlobalNorm, clipByNorm }))
    it.each(rows)(`${name}: %s %j`, (dtype, updates, expected) => {
      for (const result of made(clip(1), updates, dtype)) expectNear(result, expected, dtype);
    });

  it('one that is tiny is clipped to a norm that is tinier', () => {
    for (const result of made(clipByGlobalNorm(1e-30), [3e-25, 4e-25], 'float32'))
      expectNear(result, [0.6e-30, 0.8e-30], 'float32');
  });

  it('of any size comes to min(norm, max) in its own direction, and is itself within', () => {
    const size = fc.integer({ min: -30, max: 37 });
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 9 }), (scale, bound, ratio) => {
        fc.pre(bound > scale - 30); // max / norm itself is a number.
        const updates = { a: tensor([ratio * 10 ** scale]), b: tensor([[10 ** scale]]) };
        const max = 10 ** bound;
        const { init, update } = optimizer(clipByGlobalNorm(max));
        const zero = { a: tensor([0]), b: tensor([[0]]) };
        const [a, b] = leaves(update(init(zero), updates)[1]).map((leaf) => leaf.data[0]!);
        const length = Math.hypot(ratio, 1) * 10 ** scale;
        if (length < max * (1 - 1e-6)) expect([a, b]).toEqual([updates.a.item(), updates.b.item()]);
        else expectNear([Math.hypot(a!, b!), a! / b!], [Math.min(length, max), ratio], 'float32');
      }),
    );
  });

  it('NaN stays NaN, and an infinity is seen', () => {
    for (const clip of [clipByGlobalNorm(1), clipByNorm(1)])
      for (const result of made(clip, [1, Number.NaN], 'float32'))
        expect(result).toEqual([Number.NaN, Number.NaN]);
    for (const result of made(clipByGlobalNorm(1), [1, Infinity], 'float32'))
      expect(result).toEqual([0, Number.NaN]);
  });

  it('ε counts as in PyTorch, at any size', () => {
    for (const result of made(clipByGlobalNorm(1, { eps: 5 }), [3, 4], 'float64'))
      expectNear(result, [0.3, 0.4], 'float64');
    for (const result of made(clipByGlobalNorm(1, { eps: 5e20 }), [3e20, 4e20], 'float32'))
      expectNear(result, [0.3, 0.4], 'float32');
  });
});

describe('globalNorm', () => {
  it('of a tree with huge and tiny numbers neither overflows nor underflows', () => {
    for (const [dtype, scales] of [
      ['float32', [1e20, 1e-25, 1e-40, 1]],
      ['float64', [1e200, 1e-200, 1e-310, 1]],
    ] as const)
      for (const scale of scales) {
        const of = (values: readonly number[]) =>
          tensor(
            values.map((x) => x * scale),
            { dtype },
          );
        const tree = { a: of([2, 4]), b: [of([5, 6]), of([])] };
        expect(Math.abs(globalNorm(tree).item() / scale / 9 - 1)).toBeLessThan(1e-4);
        expect(Math.abs(globalNorm({ ...tree, b: of([4]) }).item() / scale / 6 - 1)).toBeLessThan(
          1e-4,
        );
      }
    expect(globalNorm(tensor([3e-25, 4e-25])).item()).toBeCloseTo(5e-25, 30);
    expect(globalNorm({}).item()).toBe(0);
  });
});

it('trust ratios of huge and tiny norms are proportions', () => {
  for (const [w, u] of [
    [1, 1e-25],
    [1, 1e-39],
    [1e20, 1],
    [1e20, 1e20],
    [1e-25, 1e10],
  ] as const) {
    const { init, update } = scaleByTrustRatio();
    const params = tensor([3 * w, 4 * w]);
    const [, made] = update(init(params), tensor([4 * u, 3 * u]), { params, step: tensor(0) });
    [4 * w, 3 * w].forEach((expected, i) => {
      expect(Math.abs(made.data[i]! / expected - 1)).toBeLessThan(1e-5);
    });
  }
});

it('sharpness-aware steps look as far uphill for tiny and huge gradients', () => {
  const w = tensor([1, 2]);
  for (const size of [1e-25, 1e-39, 1, 1e20]) {
    const seen: Tensor[] = [];
    const gradients = (at: Tensor) => {
      seen.push(at);
      return [sum(square(at)), tensor([3 * size, 4 * size])] as const;
    };
    sharpnessAware(gradients, { rho: 0.5 })(w);
    expect(seen[1]!.data[0]).toBeCloseTo(1.3, 4);
    expect(seen[1]!.data[1]).toBeCloseTo(2.4, 4);
  }
});
