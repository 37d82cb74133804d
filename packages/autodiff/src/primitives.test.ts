import * as ops from '@puregrad/tensors';
import { cast, mul, type Shape, sum, type Tensor, tensor } from '@puregrad/tensors';
import { bind, type Primitive, type Windows } from '@puregrad/tensors/interpreters';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckGradientsOptions, checkGradients } from './check-gradients.ts';
import { grad } from './grad.ts';
import { jvp } from './jvp.ts';
import { distinct, narrower, numbers, shapes, someAxes } from './testing/arbitraries.ts';
import { vjp } from './vjp.ts';

type Inputs = readonly Tensor[];

/** A function of float64 tensors that runs one primitive, and where to differentiate it. */
interface Case {
  readonly f: (inputs: Inputs) => Tensor;
  readonly x: Inputs;
}

interface Entry {
  readonly cases: fc.Arbitrary<Case>;
  /** Its derivative is 0, by definition, everywhere. */
  readonly zero?: true;
  readonly options?: CheckGradientsOptions;
}

const entry = (cases: fc.Arbitrary<Case>): Entry => ({ cases });
const zero = (cases: fc.Arbitrary<Case>): Entry => ({ cases, zero: true });

const unary = (f: (x: Tensor) => Tensor, domain?: readonly [number, number]): fc.Arbitrary<Case> =>
  shapes()
    .chain((shape) => numbers(shape, domain))
    .map((x) => ({ f: ([a]) => f(a!), x: [x] }));

type Pair = (a: Tensor, b: Tensor) => Tensor;

/** Two operands that broadcast against each other. */
const binary = (
  f: Pair,
  left: (shape: Shape) => fc.Arbitrary<Tensor> = numbers,
  right: (shape: Shape) => fc.Arbitrary<Tensor> = left,
): fc.Arbitrary<Case> =>
  shapes({ maxRank: 2 })
    .chain((shape) => fc.tuple(narrower(shape).chain(left), narrower(shape).chain(right)))
    .map((x) => ({ f: ([a, b]) => f(a!, b!), x }));

const compared = (f: Pair): fc.Arbitrary<Case> =>
  binary(
    (a, b) => cast(f(a, b), 'float64'),
    distinct,
    (shape) => distinct(shape, 0.1),
  );

/** One operand of a shape, and something else that depends on the shape. */
const shaped = <A>(
  other: (shape: Shape) => fc.Arbitrary<A>,
  f: (x: Tensor, other: A) => Tensor,
  limits = {},
  values: (shape: Shape) => fc.Arbitrary<Tensor> = numbers,
): fc.Arbitrary<Case> =>
  shapes(limits)
    .chain((shape) => fc.tuple(values(shape), other(shape)))
    .map(([x, given]) => ({ f: ([a]) => f(a!, given), x: [x] }));

const axisOf = (shape: Shape) => fc.nat(shape.length - 1);
const countsOf = (shape: Shape) =>
  fc.array(fc.nat(2), { minLength: shape.length, maxLength: shape.length });
const int = (values: readonly number[], shape: Shape = [values.length]): Tensor =>
  tensor(Int32Array.from(values), { shape });

/** Indices of rank 0 to 2 into an axis, repeated ones among them. */
const indicesInto = (length: number): fc.Arbitrary<Tensor> =>
  shapes({ maxRank: 2 }).chain((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return fc
      .array(fc.nat(length - 1), { minLength: size, maxLength: size })
      .map((all) => int(all, shape));
  });

const matrices = fc
  .record({
    m: fc.nat(3),
    k: fc.nat(3),
    n: fc.nat(3),
    transposeA: fc.boolean(),
    transposeB: fc.boolean(),
  })
  .chain(({ m, k, n, transposeA, transposeB }) =>
    shapes({ maxRank: 1 }).chain((stack) =>
      fc
        .tuple(narrower(stack), narrower(stack))
        .chain(([left, right]) =>
          fc
            .tuple(
              numbers([...left, ...(transposeA ? [k, m] : [m, k])]),
              numbers([...right, ...(transposeB ? [n, k] : [k, n])]),
            )
            .map(
              (x): Case => ({ f: ([a, b]) => ops.matmul(a!, b!, { transposeA, transposeB }), x }),
            ),
        ),
    ),
  );

/** Random words hang on a key made of the input: it moves, they don't. */
const keyed = (f: (key: Tensor) => Tensor): fc.Arbitrary<Case> =>
  numbers([2], [1.1, 1.9]).map((x) => ({
    f: ([k]) => cast(f(cast(k!, 'int32')), 'float64'),
    x: [x],
  }));

/** One entry for each primitive: a new one without a test of its gradient does not compile. */
/** Windows that fit in images, or the images themselves. */
const windowed = (
  f: (x: Tensor, windows: Windows, images: Shape) => Tensor,
  shapeOf: (windows: Windows, images: Shape) => Shape,
): fc.Arbitrary<Case> => {
  const pair = fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 2 }));
  return fc
    .tuple(fc.nat(2), fc.integer({ min: 1, max: 2 }), pair, pair, pair, pair)
    .chain(([batch, channels, window, strides, dilations, more]) => {
      const [height, width] = [0, 1].map(
        (axis) => dilations[axis]! * (window[axis]! - 1) + more[axis]!,
      ) as [number, number];
      const windows = { window, strides, dilations };
      const images = [batch, height, width, channels];
      return numbers(shapeOf(windows, images)).map((x) => ({
        f: ([a]: Inputs) => f(a!, windows, images),
        x: [x],
      }));
    });
};

const table: { readonly [P in Primitive]: Entry } = {
  neg: entry(unary(ops.neg)),
  abs: entry(fc.oneof(unary(ops.abs, [0.1, 2]), unary(ops.abs, [-2, -0.1]))),
  sign: zero(fc.oneof(unary(ops.sign, [0.1, 2]), unary(ops.sign, [-2, -0.1]))),
  floor: zero(unary(ops.floor, [-0.9, -0.1])),
  exp: entry(unary(ops.exp)),
  expm1: entry(unary(ops.expm1)),
  log: entry(unary(ops.log, [0.2, 3])),
  log1p: entry(unary(ops.log1p, [-0.7, 3])),
  sqrt: entry(unary(ops.sqrt, [0.2, 3])),
  sin: entry(unary(ops.sin)),
  cos: entry(unary(ops.cos)),
  tanh: entry(unary(ops.tanh)),
  erf: entry(unary(ops.erf)),
  sigmoid: entry(unary(ops.sigmoid, [-5, 5])),
  softplus: entry(unary(ops.softplus, [-5, 5])),

  add: entry(binary(ops.add)),
  sub: entry(binary(ops.sub)),
  mul: entry(binary(ops.mul)),
  div: entry(
    binary(ops.div, numbers, (shape) =>
      fc.oneof(numbers(shape, [0.4, 2]), numbers(shape, [-2, -0.4])),
    ),
  ),
  pow: entry(binary(ops.pow, (shape) => numbers(shape, [0.4, 2]), numbers)),
  maximum: entry(binary(ops.maximum, distinct, (shape) => distinct(shape, 0.1))),
  minimum: entry(binary(ops.minimum, distinct, (shape) => distinct(shape, 0.1))),

  equal: zero(compared(ops.equal)),
  less: zero(compared(ops.less)),
  lessEqual: zero(compared(ops.lessEqual)),
  where: entry(
    shapes({ maxRank: 2 })
      .chain((shape) =>
        fc.tuple(
          narrower(shape).chain(numbers),
          narrower(shape).chain(numbers),
          narrower(shape).chain(numbers),
        ),
      )
      .map(([c, ...x]) => ({ f: ([a, b]) => ops.where(ops.less(c, 0), a!, b!), x })),
  ),

  sum: entry(shaped(someAxes, (x, axes) => ops.sum(x, { axes }))),
  max: entry(shaped(someAxes, (x, axes) => ops.max(x, { axes }), { minLength: 1 }, distinct)),
  argMax: zero(
    shaped(
      axisOf,
      (x, axis) => cast(ops.argMax(x, { axis }), 'float64'),
      { minRank: 1, minLength: 1 },
      distinct,
    ),
  ),

  reshape: entry(
    shaped(fc.constant, (x, shape) => ops.reshape(x, [1, x.size, ...shape.map(() => 1)])),
  ),
  broadcastTo: entry(
    shapes()
      .chain((shape) => fc.tuple(narrower(shape).chain(numbers), fc.constant(shape)))
      .map(([x, shape]) => ({ f: ([a]) => ops.broadcastTo(a!, [2, ...shape]), x: [x] })),
  ),
  transpose: entry(
    shaped(
      (shape) =>
        fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length },
        ),
      (x, permutation) => bind('transpose', { permutation }, [x]),
    ),
  ),
  slice: entry(
    shaped(
      (shape) => fc.tuple(...shape.map((length) => fc.tuple(fc.nat(length), fc.nat(length)))),
      (x, bounds) =>
        bind(
          'slice',
          {
            starts: bounds.map(([a, b]) => Math.min(a, b)),
            ends: bounds.map(([a, b]) => Math.max(a, b)),
          },
          [x],
        ),
    ),
  ),
  pad: entry(
    shaped(
      (shape) => fc.tuple(countsOf(shape), countsOf(shape)),
      (x, [before, after]) => ops.pad(x, before, after),
    ),
  ),
  reverse: entry(shaped(someAxes, (x, axes) => ops.reverse(x, axes))),
  concat: entry(
    shapes({ minRank: 1, maxRank: 2 })
      .chain((shape) => fc.tuple(numbers(shape), numbers(shape), numbers(shape), axisOf(shape)))
      .map(([a, b, c, axis]) => ({
        f: ([x, y]) => ops.concat([x!, c, y!, x!], { axis }),
        x: [a, b],
      })),
  ),

  take: entry(
    shaped(
      (shape) =>
        axisOf(shape).chain((axis) => fc.tuple(fc.constant(axis), indicesInto(shape[axis]!))),
      (x, [axis, indices]) => ops.take(x, indices, { axis }),
      { minRank: 1, minLength: 1 },
    ),
  ),
  scatterAdd: entry(
    shapes({ maxRank: 2 })
      .chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length), indicesInto(4)))
      .chain(([shape, axis, indices]) =>
        numbers([...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis)]).map((x) => ({
          f: ([updates]: Inputs) => ops.scatterAdd(updates!, indices, { axis, size: 4 }),
          x: [x],
        })),
      ),
  ),

  patches: entry(
    windowed(
      (x, windows) => bind('patches', windows, [x]),
      (_, images) => images,
    ),
  ),
  addPatches: entry(
    windowed(
      (x, windows, [, height, width]) =>
        bind('addPatches', { ...windows, size: [height!, width!] }, [x]),
      (windows, images) => bind('patches', windows, [ops.zeros(images)]).shape,
    ),
  ),

  matmul: entry(matrices),

  // Steps and places that float32 holds exactly: the difference is then exact too.
  cast: {
    cases: shapes()
      .chain((shape) => numbers(shape, [-16, 16]))
      .map((x) => ({
        f: ([a]) => cast(cast(a!, 'float32'), 'float64'),
        x: [ops.div(ops.floor(x), 8)],
      })),
    options: { step: 0.25, tolerance: 1e-5 },
  },
  stopGradient: zero(unary(ops.stopGradient)),

  threefry: zero(keyed((k) => ops.threefry2x32(k, int([0, 1], [1, 2])))),
  randomBits: zero(keyed((k) => ops.randomBits(k, [3]))),
  shiftRight: zero(keyed((k) => bind('shiftRight', { bits: 1 }, [k]))),
};

const dot = (a: Inputs, b: Inputs): number =>
  a.reduce((total, x, i) => total + sum(mul(x, b[i]!)).item(), 0);
const magnitude = (a: Inputs): number => Math.sqrt(dot(a, a));

const normalLike = (seed: number, x: Inputs): Inputs =>
  x.map(({ shape }, i) => ops.normal(ops.foldIn(ops.key(seed), i), shape, { dtype: 'float64' }));

describe.each(Object.entries(table) as readonly (readonly [Primitive, Entry])[])(
  '%s',
  (name, { cases, zero, options }) => {
    const check = (property: (a: Case, seed: number) => void, numRuns: number) =>
      fc.assert(fc.property(cases, fc.nat(), property), { numRuns });

    it('is what the cases run', () => {
      const runs = ({ f, x }: Case) => ops.compile(f).showGraph(x).includes(` = ${name} `);
      expect(fc.sample(cases, { numRuns: 20, seed: 1 }).filter(runs).length).toBeGreaterThan(5);
    });

    if (zero)
      it('has derivative 0', () => {
        check(({ f, x }, seed) => {
          const [y, pull] = vjp(f, x);
          for (const gradient of pull(normalLike(seed, [y])[0]!))
            expect(gradient.data.every((d) => d === 0)).toBe(true);
          expect(jvp(f, x, normalLike(seed, x))[1].data.every((d) => d === 0)).toBe(true);
        }, 20);
      });
    else {
      it('has the derivative that differences show, backward and forward', () => {
        check(({ f, x }, seed) => {
          expect(checkGradients(f, x, { ...options, seed })).toMatchObject({ _tag: 'Right' });
        }, 25);
      });

      it('has one derivative: ⟨c, J·v⟩ = ⟨Jᵀ·c, v⟩', () => {
        check(({ f, x }, seed) => {
          const [y, pull] = vjp(f, x);
          const [v, c] = [normalLike(seed, x), normalLike(seed + 1, [y])];
          const [forward, cotangents] = [jvp(f, x, v)[1], pull(c[0]!)];
          const scale = magnitude(c) * magnitude([forward]) + magnitude(cotangents) * magnitude(v);
          expect(Math.abs(dot(c, [forward]) - dot(cotangents, v))).toBeLessThanOrEqual(
            (name === 'cast' ? 1e-6 : 1e-14) * scale,
          );
        }, 25);
      });

      it('has a derivative whose derivative differences show', () => {
        check(({ f, x }, seed) => {
          const weights = normalLike(seed, [f(x)])[0]!;
          // Squared, so that the gradient of a linear function varies too.
          const gradient = grad((at: Inputs) => sum(mul(ops.square(f(at)), weights)));
          expect(checkGradients(gradient, x, { tolerance: 1e-5, ...options, seed })).toMatchObject({
            _tag: 'Right',
          });
        }, 10);
      });
    }
  },
);
