import fc from 'fast-check';
import { adopt } from '../create.ts';
import { allocate, type DType } from '../dtype.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** Numbers in (-1, 1) that a seed decides: a linear congruence, independent of the code tested. */
const numbers = (seed: number): (() => number) => {
  let state = seed | 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
};

/** A tensor of numbers between ±`scale` that a seed decides; integers for int32. */
export const seeded = (shape: Shape, dtype: DType, seed: number, scale = 3): Tensor => {
  const next = numbers(seed * 747796405 + 1);
  next();
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++)
    data[i] = dtype === 'int32' ? Math.round(next() * scale) : next() * scale;
  return adopt(data, shape);
};

export interface ShapeLimits {
  readonly minRank?: number;
  readonly maxRank?: number;
  /** 0 by default: tensors without elements are tensors. */
  readonly minLength?: number;
  readonly maxLength?: number;
}

export const shapes = ({
  minRank = 0,
  maxRank = 4,
  minLength = 0,
  maxLength = 4,
}: ShapeLimits = {}): fc.Arbitrary<Shape> =>
  fc.array(fc.integer({ min: minLength, max: maxLength }), {
    minLength: minRank,
    maxLength: maxRank,
    size: 'max',
  });

export const dtypes: fc.Arbitrary<DType> = fc.constantFrom('float32', 'float64', 'int32');
export const floats: fc.Arbitrary<'float32' | 'float64'> = fc.constantFrom('float32', 'float64');

export const tensorsOf = (shape: Shape, dtype: DType, scale?: number): fc.Arbitrary<Tensor> =>
  fc.integer({ min: 0, max: 2 ** 20 }).map((seed) => seeded(shape, dtype, seed, scale));

/** Any tensor of limited shape. */
export const tensors = (
  limits: ShapeLimits & { readonly dtype?: fc.Arbitrary<DType> } = {},
): fc.Arbitrary<Tensor> =>
  fc
    .tuple(shapes(limits), limits.dtype ?? dtypes)
    .chain(([shape, dtype]) => tensorsOf(shape, dtype));

/** Two shapes that broadcast, and what they broadcast to. */
export const broadcastingShapes: fc.Arbitrary<readonly [Shape, Shape, Shape]> = shapes({
  maxLength: 3,
}).chain((shape) => {
  const narrowed = fc
    .tuple(
      fc.integer({ min: 0, max: shape.length }),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
    )
    .map(([dropped, ones]) => shape.map((n, i) => (ones[i] ? 1 : n)).slice(dropped));
  return fc.tuple(narrowed, narrowed).map(([a, b]): readonly [Shape, Shape, Shape] => {
    const rank = Math.max(a.length, b.length);
    const joint = Array.from({ length: rank }, (_, i) => {
      const m = a[a.length - rank + i] ?? 1;
      const n = b[b.length - rank + i] ?? 1;
      return m === 1 ? n : m;
    });
    return [a, b, joint];
  });
});

/** Some of the axes of a rank, each counted from the front or from the end. */
export const axesOf = (rank: number): fc.Arbitrary<readonly number[]> =>
  fc
    .subarray(Array.from({ length: rank }, (_, axis) => axis))
    .chain((axes) => fc.tuple(...axes.map((axis) => fc.constantFrom(axis, axis - rank))));
