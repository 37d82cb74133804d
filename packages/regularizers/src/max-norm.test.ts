import {
  compile,
  key,
  norm,
  normal,
  referenceEngine,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxNorm } from './max-norm.ts';

const kernel = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }))
  .map(([seed, m, n]) => normal(key(seed), [m, n], { std: 2 }));
const radius = between(0.5, 4);
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

  it('keeps a column of zeros, without NaN, next to one that is scaled', () => {
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

  it('scales columns whose squares overflow, and keeps NaN', () => {
    expect(maxNorm(5)(tensor([[3e30], [4e30]])).toArray()).toEqual([
      [expect.closeTo(3, 5)],
      [expect.closeTo(4, 5)],
    ]);
    expect(bits(maxNorm(5)(tensor([[Number.NaN], [7]])))).toEqual([Number.NaN, 7]);
  });

  it('compiles to the same bits', () => {
    const w = normal(key(3), [7, 5], { std: 3 });
    expect(bits(compile(maxNorm(1), { engine: referenceEngine() })(w))).toEqual(
      bits(maxNorm(1)(w)),
    );
  });

  it('refuses a radius that is none', () => {
    expect(() => maxNorm(0)).toThrow('the radius must lie in (0, ∞], got 0');
  });
});
