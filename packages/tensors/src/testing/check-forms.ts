import { tensor, zeros } from '../create.ts';
import * as ops from '../index.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { type Check, check, ints, random } from './check.ts';

export type Checks = readonly Check[];
export type Unary = (x: Tensor) => Tensor;

export const shapes: readonly Shape[] = [
  [],
  [1],
  [3],
  [4],
  [7],
  [64],
  [1001],
  [3, 5],
  [8, 4],
  [1, 6],
  [6, 1],
  [2, 3, 5],
  [0],
  [0, 3],
  [3, 0],
  [13, 17],
];
export const ofShapes = (f: Unary): Checks => shapes.map((shape) => check(f, [random(shape)]));
/** Whole numbers too, once: engines keep them otherwise. */
export const ofShapesAndInts = (f: Unary): Checks => [
  ...ofShapes(f),
  check((x) => f(x!), [ints([4, 3])]),
];

export const broadcasts: readonly (readonly [Shape, Shape])[] = [
  [[5], [5]],
  [[3, 5], [5]],
  [
    [3, 5],
    [3, 1],
  ],
  [
    [3, 1],
    [1, 5],
  ],
  [[], [7]],
  [
    [2, 3, 4],
    [3, 1],
  ],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [[0], [1]],
];
export type Binary = (a: Tensor, b: Tensor) => Tensor;
export const floatPairs = (f: Binary): Checks =>
  broadcasts.map(([a, b]) => check(f as Check['f'], [random(a), random(b, 2, 2)], 1e-5));
export const pairs = (f: Binary): Checks => [
  ...floatPairs(f),
  ...broadcasts.map(([a, b]) => check(f as Check['f'], [ints(a), ints(b, 2)])),
];

export const reducedShapes: readonly Shape[] = [
  [1],
  [5],
  [1003],
  [3, 5],
  [130, 7],
  [2, 3, 4],
  [5, 1, 6],
  [4, 300],
];
export const subsetsOf = (shape: Shape): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** shape.length }, (_, bits) =>
    shape.flatMap((_, axis) => (bits & (1 << axis) ? [axis] : [])),
  );
export const overAnyAxes = (reduce: typeof ops.sum, hasInts: boolean): Checks => [
  ...reducedShapes.flatMap((shape) =>
    subsetsOf(shape).flatMap((axes) => {
      const f = (x: Tensor) => reduce(ops.mul(x, 2), { axes });
      const floats = check(f, [random(shape)], 1e-5);
      return hasInts ? [floats, check(f, [ints(shape)])] : [floats];
    }),
  ),
  ...[16_384, 16_385, 50_003].map((size) =>
    check((x) => reduce(ops.mul(x!, 2)), [random([size])], 1e-4),
  ),
];

export const sameBits = (f: Check['f'], args: readonly Tensor[]): Check => ({
  f,
  args,
  tolerance: 0,
  sameBits: true,
});
export const keys: readonly Tensor[] = [ops.key(0), ops.key(7), ops.split(ops.key(3), 2)[1]!];

export const many: readonly Tensor[] = Array.from({ length: 19 }, (_, i) =>
  random([3, 2], i + 1, 1),
);
export const rows: Tensor = tensor([2, 0, 2, 1], { dtype: 'int32' });

/** The ends of int32 and beyond: the floats next to both ends, and values that are not numbers. */
export const aroundInt32: Tensor = tensor(
  [
    ...[0, 0.9, 1.5, 2 ** 24 + 2, 2 ** 31 - 128, 2 ** 31, 2 ** 31 + 256, 3e9, 2 ** 32, 1e10, 3e38],
    Number.POSITIVE_INFINITY,
  ]
    .flatMap((x) => [x, -x])
    .concat(Number.NaN),
);

export const none: Tensor = zeros([0, 3]);
export const noInts: Tensor = zeros([0, 3], { dtype: 'int32' });
export const twice: Unary = (x) => ops.mul(x, 2);

export const transposed: Unary = (x) => ops.mul(ops.transpose(x), 2);
export const reversed: Unary = (x) => ops.mul(ops.reverse(x), 2);
export const joined: Unary = (x) => (x.rank === 0 ? x : ops.concat([x, ops.neg(x), x]));
export const padded: Unary = (x) =>
  ops.pad(
    ops.mul(x, 2),
    x.shape.map(() => 1),
    x.shape.map(() => 2),
  );
export const paddedAfter: Unary = (x) =>
  ops.pad(
    x,
    x.shape.map(() => 0),
    x.shape.map(() => 3),
  );
export const sliced: Unary = (x) =>
  ops.mul(
    ops.slice(
      x,
      x.shape.map((n) => (n > 1 ? 1 : 0)),
      x.shape,
    ),
    3,
  );
