import { compile, key, mul, norm, normal, type Tensor, tensor } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { l2 } from './penalties.ts';
import { maxNorm, type Projection, projectionMonoid } from './projections.ts';
import { isKernel, onKernels, penalize, penalizeKernels, project } from './selection.ts';

const kernel = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }))
  .map(([seed, m, n]) => normal(key(seed), [m, n], { std: 2 }));
const radius = fc.double({ min: 0.5, max: 4, noNaN: true });
const bits = (x: Tensor) => [...x.data];

describe('maxNorm', () => {
  it('leaves no column longer than the radius, and shorter ones bit for bit alone', () => {
    fc.assert(
      fc.property(kernel, radius, (w, r) => {
        const projected = maxNorm(r)(w);
        const [before, after] = [w, projected].map((x) => norm(x, { axes: 0 }).data);
        const [rows, columns] = w.shape as [number, number];
        for (let j = 0; j < columns; j++) {
          expect(after![j]!).toBeLessThanOrEqual(r * (1 + 1e-6));
          if (before![j]! <= r)
            for (let i = 0; i < rows; i++)
              expect(Object.is(projected.data[i * columns + j], w.data[i * columns + j])).toBe(
                true,
              );
        }
      }),
    );
  });

  it('changes small vectors not even in the last bit, where Keras’ 1e-7 would', () => {
    const w = tensor([[0.1], [-0]]);
    const projected = maxNorm(3)(w);
    expect(bits(projected)).toEqual([Math.fround(0.1), -0]);
  });

  it('keeps a column of zeros, without NaN, beside one that is cut', () => {
    expect(
      maxNorm(5)(
        tensor([
          [0, 6],
          [0, 8],
        ]),
      ).toArray(),
    ).toEqual([
      [0, 3],
      [0, 4],
    ]);
  });

  it('limits incoming weights, columns of [in, out], and rows only where asked', () => {
    const w = tensor([
      [3, 4],
      [0, 0],
    ]);
    expect(maxNorm(4)(w).toArray()).toEqual([
      [3, 4],
      [0, 0],
    ]);
    expect(maxNorm(4, { axis: 1 })(w).toArray()).toEqual([
      [expect.closeTo(2.4, 5), expect.closeTo(3.2, 5)],
      [0, 0],
    ]);
  });

  it('compiles to the same bits', () => {
    const w = normal(key(3), [7, 5], { std: 3 });
    expect(bits(compile(maxNorm(1))(w))).toEqual(bits(maxNorm(1)(w)));
  });

  it('refuses a radius that is none', () => {
    expect(() => maxNorm(0)).toThrow('the radius must be above 0, got 0');
  });
});

describe('the monoid of projections', () => {
  const projection: fc.Arbitrary<Projection> = fc.oneof(
    radius.map((r) => maxNorm(r)),
    radius.map((r) => maxNorm(r, { axis: 1 })),
    fc.constant<Projection>((w) => mul(w, 0.5)),
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
  });
});
