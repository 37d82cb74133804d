import fc from 'fast-check';
import { compile } from '../compile/compile.ts';
import { referenceEngine } from '../compile/reference-engine.ts';
import { tensor, zeros } from '../create.ts';
import * as ops from '../index.ts';
import type { Shape } from '../shape.ts';
import { sizeOf } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** A function that every engine must compute as the reference engine does, and arguments for it. */
export interface Check {
  readonly f: (...args: Tensor[]) => Tensor | readonly Tensor[];
  readonly args: readonly Tensor[];
  /** Absolute, and relative above 1; `sameBits` asks for more. */
  readonly tolerance: number;
  readonly sameBits?: boolean;
}

const check = (f: Check['f'], args: readonly Tensor[], tolerance = 2e-6): Check => ({
  f,
  args,
  tolerance,
});

export const random = (shape: Shape, seed = 1, scale = 3): Tensor =>
  tensor(
    Float32Array.from(
      { length: sizeOf(shape) },
      (_, i) => Math.sin((i + 1) * 12.9898 * seed) * scale,
    ),
    { shape },
  );
const ints = (shape: Shape, seed = 1): Tensor =>
  tensor(
    Int32Array.from({ length: sizeOf(shape) }, (_, i) =>
      Math.round(Math.sin((i + 1) * 7.1 * seed) * 9),
    ),
    { shape },
  );

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

const unary: { readonly [name: string]: (x: Tensor) => Tensor } = {
  neg: ops.neg,
  abs: ops.abs,
  sign: ops.sign,
  floor: ops.floor,
  exp: ops.exp,
  expm1: ops.expm1,
  sqrt: (x) => ops.sqrt(ops.abs(x)),
  log: (x) => ops.log(ops.abs(x)),
  log1p: (x) => ops.log1p(ops.abs(x)),
  sin: ops.sin,
  cos: ops.cos,
  tanh: ops.tanh,
  erf: ops.erf,
  sigmoid: ops.sigmoid,
  softplus: ops.softplus,
  relu: ops.relu,
  gelu: ops.gelu(),
  elu: ops.elu(),
  softmax: (x) => (x.size === 0 || x.rank === 0 ? x : ops.softmax(x)),
  stopGradient: ops.stopGradient,
  cast: (x) => ops.cast(ops.cast(x, 'int32'), 'float32'),
  reshape: (x) => ops.add(ops.reshape(x, [x.size]), 1),
  reverse: (x) => ops.mul(ops.reverse(x), 2),
  transpose: (x) => ops.mul(ops.transpose(x), 2),
  concat: (x) => (x.rank === 0 ? x : ops.concat([x, ops.neg(x), x])),
  pad: (x) =>
    ops.pad(
      ops.mul(x, 2),
      x.shape.map(() => 1),
      x.shape.map(() => 2),
    ),
  'pad after': (x) =>
    ops.pad(
      x,
      x.shape.map(() => 0),
      x.shape.map(() => 3),
    ),
  slice: (x) =>
    ops.mul(
      ops.slice(
        x,
        x.shape.map((n) => (n > 1 ? 1 : 0)),
        x.shape,
      ),
      3,
    ),
};

const binary = {
  add: ops.add,
  sub: ops.sub,
  mul: ops.mul,
  div: ops.div,
  pow: ops.pow,
  maximum: ops.maximum,
  minimum: ops.minimum,
  equal: ops.equal,
  less: ops.less,
  lessEqual: ops.lessEqual,
};
const reductions = {
  sum: ops.sum,
  max: ops.max,
  mean: ops.mean,
  min: ops.min,
  variance: ops.variance,
};

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

const many = Array.from({ length: 19 }, (_, i) => random([3, 2], i + 1, 1));
const rows = tensor([2, 0, 2, 1], { dtype: 'int32' });

/** Every primitive over many shapes, by name. */
export const primitiveChecks: { readonly [name: string]: readonly Check[] } = {
  ...Object.fromEntries(
    Object.entries(unary).map(([name, f]) => [
      name,
      shapes.map((shape) => check(f, [random(shape)])),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(binary).map(([name, f]) => [
      `${name}, broadcasting`,
      broadcasts.flatMap(([a, b]) => {
        const positive = name === 'pow' ? ops.abs : (x: Tensor) => x;
        const floats = check(f, [positive(random(a)), random(b, 2, 2)], 1e-5);
        return name === 'div' || name === 'pow'
          ? [floats]
          : [floats, check(f, [ints(a), ints(b, 2)])];
      }),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(reductions).map(([name, reduce]) => [
      `${name}, over any axes`,
      [
        ...reducedShapes.flatMap((shape) =>
          subsetsOf(shape).flatMap((axes) => {
            const f = (x: Tensor) => reduce(ops.mul(x, 2), { axes });
            const floats = check(f, [random(shape)], 1e-5);
            return name === 'sum' || name === 'max' ? [floats, check(f, [ints(shape)])] : [floats];
          }),
        ),
        ...[16_384, 16_385, 50_003].map((size) =>
          check((x) => reduce(ops.mul(x, 2)), [random([size])], 1e-4),
        ),
      ],
    ]),
  ),
  'more operands than a kernel may read': [
    check((...all) => ops.concat(all), many),
    check((...all) => ops.concat(all, { axis: 1 }), many),
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
  'large arrays of odd lengths': [
    ...[[8191], [67, 129], [5, 41, 43]].flatMap((shape) => [
      check(
        (x) => [
          ops.add(ops.tanh(x), ops.sum(x, { axes: -1, keepDims: true })),
          unary.transpose!(x),
          unary.reverse!(x),
          unary.concat!(x),
          unary.pad!(x),
          unary.slice!(x),
          ops.sum(x, { axes: 0 }),
          ops.max(x, { axes: -1 }),
          ops.argMax(x),
        ],
        [random(shape)],
        1e-4,
      ),
      check(
        (x) => [ops.add(ops.mul(x, 3), 70_000), unary.transpose!(x), ops.sum(x, { axes: 0 })],
        [ints(shape)],
      ),
    ]),
    check((x, i) => ops.take(x!, i!, { axis: 1 }), [random([70, 90]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 1500, axis: 1 }), [random([4, 4]), rows]),
    { f: (k) => ops.uniform(k!, [5003]), args: [ops.key(1)], tolerance: 0, sameBits: true },
  ],
  'sums of nothing': [
    check((x) => ops.sum(x), [zeros([0, 3])]),
    check((x) => ops.sum(x, { axes: 0 }), [zeros([0, 3])]),
  ],
  'argMax, where, oneHot, take, scatterAdd, threefry': [
    check((x) => ops.argMax(x), [random([5, 7])]),
    check((x) => ops.argMax(x, { axis: 0 }), [ints([5, 7])]),
    check(
      (x) => ops.argMax(x),
      [
        tensor([
          [1, Number.NaN, 3, Number.NaN],
          [2, 2, 1, Number.NEGATIVE_INFINITY],
        ]),
      ],
    ),
    check((x) => ops.where(ops.greater(x, 0), x, 0), [random([33])]),
    check((x) => ops.oneHot(x, { classes: 3 }), [rows]),
    check((x, i) => ops.take(x!, i!), [random([3, 5]), rows]),
    check((x, i) => ops.take(x!, i!, { axis: 1 }), [random([2, 3, 4]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3 }), [random([4, 5]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3, axis: 1 }), [ints([2, 4, 3]), rows]),
    check((x, i) => ops.scatterAdd(x!, i!, { size: 3 }), [zeros([4, 0]), rows]),
    check((k, x) => ops.threefry2x32(k!, x!), [ops.key(5), ints([6, 2])]),
  ],
  'random bits and what is drawn from them': [
    ...[ops.key(0), ops.key(7), ops.split(ops.key(3), 2)[1]!].flatMap((k) =>
      [
        (key: Tensor) => ops.randomBits(key, [3, 7]),
        (key: Tensor) => ops.uniform(ops.foldIn(key, 5), [1000]),
        (key: Tensor) => ops.bernoulli(key, 0.3, [17]),
      ].map((f): Check => ({ f, args: [k], tolerance: 0, sameBits: true })),
    ),
    check((k) => ops.normal(k!, [1000]), [ops.key(2)]),
  ],
};

/** Products: depths and sizes around what engines cut them into, both transposes. */
export const productCheck = (
  [m, k, n]: readonly [number, number, number],
  [transposeA, transposeB]: readonly [boolean, boolean],
  tolerance = 5e-4,
): Check =>
  check(
    (a, b) => ops.matmul(transposeA ? ops.transpose(a!) : a!, transposeB ? ops.transpose(b!) : b!),
    [random(transposeA ? [k, m] : [m, k]), random(transposeB ? [n, k] : [k, n], 2)],
    tolerance,
  );

export const productChecks: { readonly [name: string]: readonly Check[] } = {
  ...Object.fromEntries(
    (
      [
        ['more rows than a block', [301, 20, 9]],
        ['more depth than two blocks', [7, 700, 25]],
        ['many columns, shared by threads', [30, 17, 130]],
        ['few rows of many columns', [3, 70, 131]],
        ['one of each', [1, 1, 1]],
        ['lengths that four divides', [68, 64, 72]],
        ['few on the left, lengths that four divides', [32, 96, 256]],
        ['a depth that four does not divide', [72, 61, 84]],
        ['columns that four does not divide', [68, 64, 71]],
      ] as const
    ).map(([name, sizes]) => [
      `matmul with ${name}`,
      [false, true].flatMap((a) => [false, true].map((b) => productCheck(sizes, [a, b], 1e-3))),
    ]),
  ),
  'matmul of stacks': [
    check((a, b) => ops.matmul(a!, b!), [random([3, 5, 6]), random([3, 6, 7], 2)], 5e-4),
    check((a, b) => ops.matmul(a!, b!), [random([3, 2, 9]), random([3, 9, 7], 2)], 5e-4),
  ],
};

/** A program of random operations on two matrices. */
export const programChecks: fc.Arbitrary<Check> = fc
  .record({
    plan: fc.array(fc.tuple(fc.nat(11), fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 25 }),
    m: fc.integer({ min: 1, max: 9 }),
    n: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ plan, m, n }) => {
    const f = (x: Tensor, y: Tensor): readonly Tensor[] => {
      const values = [x, y];
      const pick = (i: number) => values[i % values.length]!;
      for (const [kind, i, j] of plan) {
        const [a, b] = [pick(i), pick(j)];
        const made = [
          () => ops.add(a, b),
          () => ops.mul(a, b),
          () => ops.sub(a, ops.tanh(b)),
          () => ops.maximum(a, b),
          // Without a jump where a = b: there a rounding would decide.
          () => ops.where(ops.less(a, b), ops.mul(a, 2), ops.add(a, b)),
          () => ops.sigmoid(a),
          () => ops.sub(a, ops.mean(b)),
          () => ops.mul(a, ops.sum(b, { axes: 0, keepDims: true })),
          () => ops.sub(a, ops.max(b, { axes: 1, keepDims: true })),
          () => ops.tanh(ops.matmul(ops.matmul(a, ops.transpose(b)), a)),
          () => ops.add(a, ops.reverse(b)),
          () => ops.tanh(ops.add(ops.reshape(ops.reshape(a, [m * n]), [m, n]), b)),
        ][kind]!();
        values.push(ops.tanh(made));
      }
      return values.slice(2);
    };
    return check(f as Check['f'], [random([m, n], 1, 1), random([m, n], 2, 1)], 2e-3);
  });

/** Where an engine's results first differ from the reference engine's by more than they may. */
export const differenceOf = (
  actual: readonly Tensor[],
  { f, args, tolerance, sameBits = false }: Check,
  factor = 1,
): string | undefined => {
  const expected = [compile(f, { engine: referenceEngine() })(...args)].flat() as Tensor[];
  if (actual.length !== expected.length) return `${actual.length} results`;
  for (const [k, { shape, dtype, data }] of expected.entries()) {
    const result = actual[k]!;
    if (result.dtype !== dtype || result.shape.join() !== shape.join())
      return `result ${k} is ${result.dtype}[${result.shape}], not ${dtype}[${shape}]`;
    for (let i = 0; i < data.length; i++) {
      const [a, b] = [result.data[i]!, data[i]!];
      const most =
        sameBits || dtype === 'int32' ? 0 : factor * tolerance * Math.max(1, Math.abs(b));
      if (!(Object.is(a, b) || a === b || Math.abs(a - b) <= most))
        return `result ${k} at ${i} is ${a}, not ${b}`;
    }
  }
  return undefined;
};
