import { bind } from '../bind.ts';
import { tensor, zeros } from '../create.ts';
import * as ops from '../index.ts';
import type { Primitive } from '../primitives.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { type Check, check, ints, random } from './check.ts';

type Checks = readonly Check[];
type Unary = (x: Tensor) => Tensor;

const shapes: readonly Shape[] = [
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
const ofShapes = (f: Unary): Checks => shapes.map((shape) => check(f, [random(shape)]));
/** Whole numbers too, once: engines keep them otherwise. */
const ofShapesAndInts = (f: Unary): Checks => [...ofShapes(f), check((x) => f(x!), [ints([4, 3])])];

const broadcasts: readonly (readonly [Shape, Shape])[] = [
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
type Binary = (a: Tensor, b: Tensor) => Tensor;
const floatPairs = (f: Binary): Checks =>
  broadcasts.map(([a, b]) => check(f as Check['f'], [random(a), random(b, 2, 2)], 1e-5));
const pairs = (f: Binary): Checks => [
  ...floatPairs(f),
  ...broadcasts.map(([a, b]) => check(f as Check['f'], [ints(a), ints(b, 2)])),
];

const reducedShapes: readonly Shape[] = [
  [1],
  [5],
  [1003],
  [3, 5],
  [130, 7],
  [2, 3, 4],
  [5, 1, 6],
  [4, 300],
];
const subsetsOf = (shape: Shape): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** shape.length }, (_, bits) =>
    shape.flatMap((_, axis) => (bits & (1 << axis) ? [axis] : [])),
  );
const overAnyAxes = (reduce: typeof ops.sum, hasInts: boolean): Checks => [
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

const sameBits = (f: Check['f'], args: readonly Tensor[]): Check => ({
  f,
  args,
  tolerance: 0,
  sameBits: true,
});
const keys = [ops.key(0), ops.key(7), ops.split(ops.key(3), 2)[1]!];

const many = Array.from({ length: 19 }, (_, i) => random([3, 2], i + 1, 1));
const rows = tensor([2, 0, 2, 1], { dtype: 'int32' });

/** Where int32 ends, and beyond: the floats next to both ends, and what is no number. */
const aroundInt32 = tensor(
  [
    ...[0, 0.9, 1.5, 2 ** 24 + 2, 2 ** 31 - 128, 2 ** 31, 2 ** 31 + 256, 3e9, 2 ** 32, 1e10, 3e38],
    Number.POSITIVE_INFINITY,
  ]
    .flatMap((x) => [x, -x])
    .concat(Number.NaN),
);

const none = zeros([0, 3]);
const noInts = zeros([0, 3], { dtype: 'int32' });
const twice: Unary = (x) => ops.mul(x, 2);

const transposed: Unary = (x) => ops.mul(ops.transpose(x), 2);
const reversed: Unary = (x) => ops.mul(ops.reverse(x), 2);
const joined: Unary = (x) => (x.rank === 0 ? x : ops.concat([x, ops.neg(x), x]));
const padded: Unary = (x) =>
  ops.pad(
    ops.mul(x, 2),
    x.shape.map(() => 1),
    x.shape.map(() => 2),
  );
const paddedAfter: Unary = (x) =>
  ops.pad(
    x,
    x.shape.map(() => 0),
    x.shape.map(() => 3),
  );
const sliced: Unary = (x) =>
  ops.mul(
    ops.slice(
      x,
      x.shape.map((n) => (n > 1 ? 1 : 0)),
      x.shape,
    ),
    3,
  );

/** Every primitive over many shapes: one without checks does not compile. */
export const primitiveChecks: { readonly [P in Primitive]: Checks } = {
  neg: ofShapesAndInts(ops.neg),
  abs: ofShapesAndInts(ops.abs),
  sign: ofShapesAndInts(ops.sign),
  floor: ofShapesAndInts(ops.floor),
  exp: ofShapes(ops.exp),
  expm1: ofShapes(ops.expm1),
  log: ofShapes((x) => ops.log(ops.abs(x))),
  log1p: ofShapes((x) => ops.log1p(ops.abs(x))),
  sqrt: ofShapes((x) => ops.sqrt(ops.abs(x))),
  sin: ofShapes(ops.sin),
  cos: ofShapes(ops.cos),
  tanh: ofShapes(ops.tanh),
  erf: ofShapes(ops.erf),
  sigmoid: ofShapes(ops.sigmoid),
  softplus: ofShapes(ops.softplus),

  add: pairs(ops.add),
  sub: pairs(ops.sub),
  mul: pairs(ops.mul),
  div: floatPairs(ops.div),
  pow: [
    ...floatPairs((a, b) => ops.pow(ops.abs(a), b)),
    // Whole powers of negative numbers.
    ...floatPairs((a, b) => ops.pow(a, ops.floor(b))),
  ],
  maximum: pairs(ops.maximum),
  minimum: pairs(ops.minimum),
  equal: pairs(ops.equal),
  less: pairs(ops.less),
  lessEqual: pairs(ops.lessEqual),

  where: [
    ...floatPairs((a, b) => ops.where(ops.less(a, b), a, b)),
    check((a, b) => ops.where(ops.less(a!, b!), a!, b!), [ints([3, 5]), ints([5], 2)]),
    check((x) => ops.where(ops.greater(x!, 0), x!, 0), [random([33])]),
  ],

  sum: [
    ...overAnyAxes(ops.sum, true),
    // Sums of nothing.
    check((x) => ops.sum(x!), [zeros([0, 3])]),
    check((x) => ops.sum(x!, { axes: 0 }), [zeros([0, 3])]),
  ],
  max: overAnyAxes(ops.max, true),
  argMax: [
    check((x) => ops.argMax(x!), [random([5, 7])]),
    check((x) => ops.argMax(x!, { axis: 0 }), [ints([5, 7])]),
    check(
      (x) => ops.argMax(x!),
      [
        tensor([
          [1, Number.NaN, 3, Number.NaN],
          [2, 2, 1, Number.NEGATIVE_INFINITY],
        ]),
      ],
    ),
  ],

  reshape: ofShapesAndInts((x) => ops.add(ops.reshape(x, [x.size]), 1)),
  broadcastTo: [random([]), random([7]), random([2, 1]), zeros([0, 3]), ints([2, 1])].map((given) =>
    check((x) => ops.mul(ops.broadcastTo(x!, [3, ...x!.shape]), 2), [given]),
  ),
  transpose: ofShapesAndInts(transposed),
  slice: ofShapesAndInts(sliced),
  pad: [...ofShapesAndInts(padded), ...ofShapes(paddedAfter)],
  reverse: ofShapesAndInts(reversed),
  concat: [
    ...ofShapesAndInts(joined),
    // More operands than a kernel may read.
    check((...all) => ops.concat(all), many),
    check((...all) => ops.concat(all, { axis: 1 }), many),
  ],

  take: [
    check((x, i) => ops.take(x!, i!), [random([3, 5]), rows]),
    check((x, i) => ops.take(x!, i!), [ints([3, 5]), rows]),
    check((x, i) => ops.take(x!, i!, { axis: 1 }), [random([2, 3, 4]), rows]),
    check((x, i) => ops.take(x!, i!, { axis: 1 }), [random([70, 90]), rows]),
  ],
  scatterAdd: [
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3 }), [random([4, 5]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3, axis: 1 }), [ints([2, 4, 3]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3 }), [zeros([4, 0]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 1500, axis: 1 }), [random([4, 4]), rows]),
  ],

  // By sizes and both transposes: `productChecks`.
  matmul: [
    check((a, b) => ops.matmul(a!, b!), [random([3, 5, 6]), random([3, 6, 7], 2)], 5e-4),
    check((a, b) => ops.matmul(a!, b!), [random([3, 2, 9]), random([3, 9, 7], 2)], 5e-4),
  ],

  cast: [
    ...ofShapes((x) => ops.cast(ops.cast(x, 'int32'), 'float32')),
    check((x) => ops.cast(x!, 'int32'), [aroundInt32]),
    check((x) => ops.cast(ops.mul(x!, 2), 'int32'), [aroundInt32]),
    check((x) => ops.add(ops.cast(x!, 'int32'), ops.cast(ops.neg(x!), 'int32')), [aroundInt32]),
  ],
  stopGradient: ofShapesAndInts(ops.stopGradient),

  threefry: [sameBits((k, x) => ops.threefry2x32(k!, x!), [ops.key(5), ints([6, 2])])],
  randomBits: keys.flatMap((key) => [
    sameBits((k) => ops.randomBits(k!, [3, 7]), [key]),
    sameBits((k) => ops.uniform(ops.foldIn(k!, 5), [1000]), [key]),
    sameBits((k) => ops.bernoulli(k!, 0.3, [17]), [key]),
  ]),
  shiftRight: [
    ...[0, 1, 9, 16, 31].map((bits) =>
      sameBits((x) => bind('shiftRight', { bits }, [x!]), [ints([3, 7])]),
    ),
    sameBits((k) => ops.uniform(k!, [5003]), [ops.key(1)]),
  ],
};

/** What engines do with several primitives at once, and with what is composed of them. */
export const composedChecks: { readonly [name: string]: Checks } = {
  activations: [ops.relu, ops.gelu(), ops.elu()].flatMap(ofShapes),
  softmax: ofShapes((x) => (x.size === 0 || x.rank === 0 ? x : ops.softmax(x))),
  'mean, over any axes': overAnyAxes(ops.mean, false),
  'min, over any axes': overAnyAxes(ops.min, false),
  'variance, over any axes': overAnyAxes(ops.variance, false),
  oneHot: [check((x) => ops.oneHot(x!, { classes: 3 }), [rows])],
  normal: [check((k) => ops.normal(k!, [1000]), [ops.key(2)])],
  'what has elements, of what has none': [
    ...[none, noInts].flatMap((empty) => [
      ...[0, [0, 1]].map((axes) => check((x) => ops.sum(twice(x!), { axes }), [empty])),
      check((x) => ops.add(ops.sum(x!, { axes: 0 }), 1), [empty]),
      check((x) => [twice(x!), ops.sum(ops.add(twice(x!), 1), { axes: 0 })], [empty]),
      check((x) => ops.concat([twice(x!), ops.add(ops.pad(x!, [1, 0], [1, 0]), 1), x!]), [empty]),
      check((x) => ops.pad(twice(x!), [2, 0], [0, 1]), [empty]),
      check((x) => ops.sum(ops.reshape(twice(x!), [2, 0, 4]), { axes: 1 }), [empty]),
      check((x) => ops.scatterAdd(twice(x!), zeros([0], { dtype: 'int32' }), { size: 2 }), [empty]),
      check(
        (x) => ops.take(ops.pad(x!, [1, 0], [0, 0]), ops.zeros([2], { dtype: 'int32' })),
        [empty],
      ),
      check(
        (x) => ops.sum(ops.slice(twice(x!), [1, 0], [1, 3]), { axes: 0 }),
        [empty === none ? random([2, 3]) : ints([2, 3])],
      ),
    ]),
    check((x) => ops.mean(twice(x!), { axes: 0 }), [none]),
    check((x) => ops.matmul(ops.transpose(twice(x!)), x!), [none]),
  ],
  'more operands than a kernel may read': [
    check((...all) => all.reduce((sum, x) => ops.add(ops.mul(sum, 0.5), x)), many),
    check(
      (...all) =>
        ops.where(
          ops.greater(ops.add(all[0]!, all[1]!), 0),
          all.reduce((a, b) => ops.add(a, b)),
          ops.concat(all.map((x) => ops.slice(x, [0, 0], [1, 2]))),
        ),
      many.slice(0, 3),
    ),
  ],
  // Some devices keep large arrays otherwise than small ones.
  'large arrays of odd lengths': [[8191], [67, 129], [5, 41, 43]].flatMap((shape) => [
    check(
      (x) => [
        ops.add(ops.tanh(x!), ops.sum(x!, { axes: -1, keepDims: true })),
        ...[transposed, reversed, joined, padded, sliced].map((f) => f(x!)),
        ops.sum(x!, { axes: 0 }),
        ops.max(x!, { axes: -1 }),
        ops.argMax(x!),
      ],
      [random(shape)],
      1e-4,
    ),
    check(
      (x) => [ops.add(ops.mul(x!, 3), 70_000), transposed(x!), ops.sum(x!, { axes: 0 })],
      [ints(shape)],
    ),
  ]),
};
