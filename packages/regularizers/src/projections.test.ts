import {
  compile,
  key,
  mul,
  norm,
  normal,
  referenceEngine,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxNorm } from './max-norm.ts';
import { minMaxNorm } from './min-max-norm.ts';
import { nonNegative } from './non-negative.ts';
import { l2 } from './penalties.ts';
import { type Projection, projectionMonoid } from './projections.ts';
import { isKernel, onKernels, penalize, penalizeKernels, project } from './selection.ts';
import { unitNorm } from './unit-norm.ts';

const kernel = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }))
  .map(([seed, m, n]) => normal(key(seed), [m, n], { std: 2 }));
const radius = between(0.5, 4);
const bits = (x: Tensor) => [...x.data];

describe('the monoid of projections', () => {
  const projection: fc.Arbitrary<Projection> = fc.oneof(
    radius.map((r) => maxNorm(r)),
    radius.map((r) => maxNorm(r, { axis: 1 })),
    radius.map((r) => minMaxNorm({ min: r / 2, max: r, rate: 0.5 })),
    fc.constantFrom<Projection>(unitNorm(), nonNegative(), (w) => mul(w, 0.5)),
  );
  const { concat, empty } = projectionMonoid;

  it('has an identity and is associative', () => {
    fc.assert(
      fc.property(projection, projection, projection, kernel, (a, b, c, w) => {
        expect(bits(concat(a, empty)(w))).toEqual(bits(a(w)));
        expect(bits(concat(empty, a)(w))).toEqual(bits(a(w)));
        expect(bits(concat(concat(a, b), c)(w))).toEqual(bits(concat(a, concat(b, c))(w)));
      }),
    );
  });

  it('goes first to last', () => {
    const shifted = concat(maxNorm(1), (w) => mul(w, 10))(tensor([[3], [4]]));
    expect(shifted.toArray()).toEqual([[expect.closeTo(6, 5)], [expect.closeTo(8, 5)]]);
  });
});

describe('projections', () => {
  const all: { readonly [name: string]: Projection } = {
    maxNorm: maxNorm(1.5),
    unitNorm: unitNorm(),
    'unitNorm of rows': unitNorm({ axis: 1 }),
    nonNegative: nonNegative(),
    minMaxNorm: minMaxNorm({ min: 1, max: 2 }),
  };

  for (const [name, projection] of Object.entries(all)) {
    it(`${name} is idempotent, but for rounding`, () => {
      fc.assert(
        fc.property(kernel, (w) => {
          const once = projection(w);
          for (const [i, value] of bits(projection(once)).entries())
            expect(Math.abs(value - once.data[i]!)).toBeLessThanOrEqual(
              1e-6 * Math.abs(once.data[i]!),
            );
        }),
      );
    });

    it(`${name} compiles to the same bits, and accepts empty tensors and zeros`, () => {
      const w = normal(key(3), [7, 5], { std: 3 });
      expect(bits(compile(projection, { engine: referenceEngine() })(w))).toEqual(
        bits(projection(w)),
      );
      for (const shape of [
        [0, 3],
        [3, 0],
        [1, 1],
        [3, 2],
      ])
        expect(projection(zeros(shape)).toArray()).toEqual(zeros(shape).toArray());
    });
  }
});

describe('unitNorm', () => {
  it('gives every column norm 1, a huge and a tiny one too, and leaves zeros', () => {
    const w = tensor([
      [3, 3e30, -3e-30, 0, 7],
      [4, 4e30, 4e-30, 0, 0],
    ]);
    const [first, second] = unitNorm()(w).toArray() as number[][];
    expect(first).toEqual([0.6, 0.6, -0.6, 0, 1].map((v) => expect.closeTo(v, 6)));
    expect(second).toEqual([0.8, 0.8, 0.8, 0, 0].map((v) => expect.closeTo(v, 6)));
  });

  it('keeps directions, along the axis asked for', () => {
    fc.assert(
      fc.property(kernel, fc.constantFrom(0, 1), (w, axis) => {
        const lengths = norm(w, { axes: axis, keepDims: true });
        const back = mul(unitNorm({ axis })(w), lengths);
        for (const [i, value] of bits(back).entries()) expect(value).toBeCloseTo(w.data[i]!, 5);
      }),
    );
  });
});

describe('nonNegative', () => {
  it('lifts what is below 0, and nothing else by a bit', () => {
    const w = tensor([-1, -0, 0, 1e-45, 2, Infinity, -Infinity, Number.NaN]);
    expect(bits(nonNegative()(w))).toEqual([
      0,
      -0,
      0,
      Math.fround(1e-45),
      2,
      Infinity,
      0,
      Number.NaN,
    ]);
  });
});

describe('minMaxNorm', () => {
  it('brings norms between its bounds, and leaves columns there bit for bit', () => {
    fc.assert(
      fc.property(kernel, radius, between(0, 1), (w, r, rate) => {
        const [min, max] = [r / 2, r];
        const [before, after] = [w, minMaxNorm({ min, max, rate })(w)];
        const [from, to] = [before, after].map((x) => norm(x, { axes: 0 }).data);
        const [rows, columns] = w.shape as [number, number];
        for (let j = 0; j < columns; j++) {
          const n = from![j]!;
          const wanted = rate * Math.min(max, Math.max(min, n)) + (1 - rate) * n;
          expect(Math.abs(to![j]! - wanted)).toBeLessThanOrEqual(1e-6 * (1 + n));
          if (min <= n && n <= max)
            for (let i = 0; i < rows; i++)
              expect(after.data[i * columns + j]).toBe(before.data[i * columns + j]);
        }
      }),
    );
  });

  it('keeps zeros next to columns that grow, and keeps NaN', () => {
    const w = tensor([[0, 1, 3e30, Number.NaN]]);
    expect(bits(minMaxNorm({ min: 2, max: 4 })(w))).toEqual([0, 2, 4, Number.NaN]);
  });

  it('refuses bounds and rates that are none', () => {
    for (const [min, max] of [
      [-1, 1],
      [2, 1],
      [0, 0],
    ] as const)
      expect(() => minMaxNorm({ min, max })).toThrow(`above 0, got ${min} and ${max}`);
    expect(() => minMaxNorm({ min: 0, max: 1, rate: 2 })).toThrow('rate must lie in [0, 1], got 2');
  });
});

describe('selections', () => {
  const params = {
    dense1: { kernel: tensor([[6], [8]]), bias: tensor([100]) },
    list: [{ kernel: tensor([[3], [4]]) }],
    kernelScale: tensor([9]),
  };

  it('take kernels, wherever they stand, and nothing else', () => {
    expect(isKernel('kernel', tensor(0))).toBe(true);
    expect(penalizeKernels(l2(1))(params).item()).toBe(100 + 25);
    const projected = onKernels(maxNorm(5))(params);
    expect(projected.dense1.kernel.toArray()).toEqual([[3], [4]]);
    expect(projected.list[0]!.kernel.toArray()).toEqual([[3], [4]]);
    expect(projected.dense1.bias).toBe(params.dense1.bias);
    expect(projected.kernelScale).toBe(params.kernelScale);
  });

  it('follow any predicate on path and tensor', () => {
    expect(penalize((path) => path.endsWith('bias'), l2(1))(params).item()).toBe(10_000);
    const halved = project(
      (_, leaf) => leaf.rank === 1,
      (w) => mul(w, 0.5),
    )(params);
    expect(halved.dense1.bias.item()).toBe(50);
    expect(halved.dense1.kernel).toBe(params.dense1.kernel);
  });

  it('of nothing cost nothing', () => {
    expect(penalizeKernels(l2(1))({}).item()).toBe(0);
    expect(onKernels(maxNorm(1))({})).toEqual({});
  });

  it('that choose none of the parameters are named, with the parameters there are', () => {
    const other = { dense1: { weight: tensor([[6], [8]]), bias: tensor([100]) } };
    const misspelt = (path: string) => path.startsWith('hidden');
    const uses: { readonly [operation: string]: (params: unknown) => unknown } = {
      penalizeKernels: penalizeKernels(l2(1)),
      onKernels: onKernels(maxNorm(1)),
      penalize: penalize(misspelt, l2(1)),
      project: project(misspelt, maxNorm(1)),
    };
    for (const [operation, use] of Object.entries(uses)) {
      expect(() => use(other)).toThrow(
        `${operation}: the mask chooses none of the parameters, which are 'dense1.weight', 'dense1.bias'`,
      );
      expect(() => compile(use as (params: typeof other) => Tensor)(other)).toThrow(operation);
    }
  });
});
