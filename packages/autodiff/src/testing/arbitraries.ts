import { adopt, type Shape, sizeOf, type Tensor } from '@puregrad/tensors';
import fc from 'fast-check';

export interface ShapeLimits {
  readonly minRank?: number;
  readonly maxRank?: number;
  /** 0 by default: tensors without elements are tensors. */
  readonly minLength?: number;
}

export const shapes = ({
  minRank = 0,
  maxRank = 3,
  minLength = 0,
}: ShapeLimits = {}): fc.Arbitrary<Shape> =>
  fc.array(fc.integer({ min: minLength, max: 3 }), { minLength: minRank, maxLength: maxRank });

/** float64 numbers of a shape, one for each place, anything from `from` to `to`. */
export const numbers = (
  shape: Shape,
  [from, to]: readonly [number, number] = [-2, 2],
): fc.Arbitrary<Tensor> =>
  fc
    .array(fc.integer({ min: 1, max: 999 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((places) =>
      adopt(
        Float64Array.from(places, (place) => from + ((to - from) * place) / 1000),
        shape,
      ),
    );

/** Numbers that are all different, by 0.1 at least: no ties, also not with those of another offset. */
export const distinct = (shape: Shape, offset = 0): fc.Arbitrary<Tensor> => {
  const size = sizeOf(shape);
  const places = Array.from({ length: size }, (_, i) => i);
  return fc.shuffledSubarray(places, { minLength: size }).map((order) =>
    adopt(
      Float64Array.from(order, (i) => i * 0.2 - 1 + offset),
      shape,
    ),
  );
};

/** A shape of which axes are left out or 1, so that it broadcasts to the whole. */
export const narrower = (shape: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(
      fc.nat(shape.length),
      fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
    )
    .map(([dropped, ones]) =>
      shape.map((length, axis) => (ones[axis] ? 1 : length)).slice(dropped),
    );

/** Some of the axes of a shape. */
export const someAxes = (shape: Shape): fc.Arbitrary<readonly number[]> =>
  fc.subarray(shape.map((_, axis) => axis));
