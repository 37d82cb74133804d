import type { Shape } from '@puregrad/tensors';
import type { Attributes, Primitive } from '@puregrad/tensors/interpreters';
import {
  type Chooser,
  isFloat,
  jumping,
  NONE,
  one,
  pair,
  sameType,
  toInteger,
  unary,
} from './chooser.ts';
import { hasClearMaxima } from './clear-maxima.ts';
import { areApart, every, everyPair, fits, type Known, MARGIN, pick, someAxes } from './scope.ts';
import { broadcastsTo, reshaped, shuffled } from './shapes.ts';
import { addPatches, patches } from './windows.ts';

const isIndexOf =
  (length: number) =>
  (value: Known): boolean =>
    value.isInt && every(value, (x) => x >= 0 && x < length);

const isKey = ({ isInt, shape }: Known): boolean => isInt && shape.length === 1 && shape[0] === 2;

/** The chooser of each primitive's steps. A missing primitive is a compile-time error. */
export const choosers: { readonly [P in Primitive]: Chooser<Attributes[P]> } = {
  neg: unary(undefined, true),
  abs: jumping(Math.abs),
  sign: jumping(Math.abs),
  floor: jumping(toInteger),
  exp: unary((x) => x < 6),
  expm1: unary((x) => x < 6),
  log: unary((x) => x > 0.05),
  log1p: unary((x) => x > -0.9),
  sqrt: unary((x) => x > 0.05),
  sin: unary(),
  cos: unary(),
  tanh: unary(),
  erf: unary(),
  sigmoid: unary(),
  softplus: unary(),

  add: pair(),
  sub: pair(),
  mul: pair(),
  div: pair((_, b) => every(b, (x) => Math.abs(x) > 0.05), true),
  pow: pair((a, b) => everyPair(a, b, (x, y) => x > 0.05 && Math.abs(y) < 4), true),
  maximum: pair(areApart),
  minimum: pair(areApart),
  equal: pair(areApart),
  less: pair(areApart),
  lessEqual: pair(areApart),

  where: (scope) => {
    const a = pick(scope, () => true)!;
    const b = pick(scope, sameType(scope.values[a]!))!;
    const shape = scope.values[a]!.shape.join();
    const condition = pick(scope, (value) => value.isInt && value.shape.join() === shape);
    return condition === undefined ? undefined : { attributes: NONE, inputs: [condition, a, b] };
  },

  sum: (scope) => one(scope, ({ shape }) => ({ axes: someAxes(scope, shape.length) })),
  max: (scope) =>
    one(scope, (value) => {
      const axes = someAxes(scope, value.shape.length);
      return hasClearMaxima(value, axes) ? { axes } : undefined;
    }),
  argMax: (scope) =>
    one(
      scope,
      (value) => {
        const axis = scope.choose(value.shape.length);
        return hasClearMaxima(value, [axis]) ? { axis } : undefined;
      },
      ({ shape }) => shape.length > 0,
    ),

  reshape: (scope) => one(scope, ({ shape }) => ({ shape: reshaped(scope, shape) })),
  broadcastTo: (scope) =>
    one(scope, ({ shape }) => {
      // To the shape of another value, so that they can be combined, or to a new shape.
      const like = pick(scope, (value) => broadcastsTo(shape, value.shape))!;
      const to = scope.values[like]!.shape;
      if (scope.choose(3) > 0) return { shape: to };
      const wider = [scope.choose(4), ...shape.map((length) => (length === 1 ? 5 : length))];
      return fits(wider) ? { shape: wider } : undefined;
    }),
  transpose: (scope) => one(scope, ({ shape }) => ({ permutation: shuffled(scope, shape.length) })),
  slice: (scope) =>
    one(scope, ({ shape }) => {
      const starts = shape.map((length) => scope.choose(Math.min(length, 4) + 1));
      return {
        starts,
        ends: shape.map((length, axis) => length - scope.choose(length - starts[axis]! + 1)),
      };
    }),
  pad: (scope) =>
    one(scope, ({ shape }) => {
      const before = shape.map(() => scope.choose(4));
      const after = shape.map(() => scope.choose(4));
      const padded = shape.map((length, axis) => length + before[axis]! + after[axis]!);
      return fits(padded) ? { before, after } : undefined;
    }),
  reverse: (scope) => one(scope, ({ shape }) => ({ axes: someAxes(scope, shape.length) })),
  concat: (scope) => {
    const first = pick(scope, ({ shape }) => shape.length > 0);
    if (first === undefined) return undefined;
    const { shape, isInt } = scope.values[first]!;
    const axis = scope.choose(shape.length);
    const others = (lengths: Shape): string =>
      lengths.map((length, i) => (i === axis ? '' : length)).join();
    const inputs = [first];
    for (let more = 1 + scope.choose(3); more > 0; more--)
      inputs.push(
        pick(
          scope,
          (value) =>
            value.isInt === isInt &&
            value.shape.length === shape.length &&
            others(value.shape) === others(shape),
        )!,
      );
    const length = inputs.reduce((sum, id) => sum + scope.values[id]!.shape[axis]!, 0);
    return fits(shape.map((n, i) => (i === axis ? length : n)))
      ? { attributes: { axis }, inputs }
      : undefined;
  },

  take: (scope) => {
    const source = pick(scope, ({ shape }) => shape.length > 0);
    if (source === undefined) return undefined;
    const { shape } = scope.values[source]!;
    const axis = scope.choose(shape.length);
    const indices = pick(scope, isIndexOf(shape[axis]!));
    if (indices === undefined) return undefined;
    const places = scope.values[indices]!.shape;
    return fits([...shape.slice(0, axis), ...places, ...shape.slice(axis + 1)])
      ? { attributes: { axis }, inputs: [source, indices] }
      : undefined;
  },
  scatterAdd: (scope) => {
    const updates = pick(scope, () => true)!;
    const { shape } = scope.values[updates]!;
    const axis = scope.choose(shape.length + 1);
    const indices = pick(
      scope,
      (value) =>
        isIndexOf(40)(value) &&
        value.shape.join() === shape.slice(axis, axis + value.shape.length).join(),
    );
    if (indices === undefined) return undefined;
    const { calls, shape: places } = scope.values[indices]!;
    const size =
      calls.flatMap(({ data }) => [...data]).reduce((a, b) => Math.max(a, b), 0) +
      1 +
      scope.choose(3);
    return fits([...shape.slice(0, axis), size, ...shape.slice(axis + places.length)])
      ? { attributes: { axis, size }, inputs: [updates, indices] }
      : undefined;
  },

  patches,
  addPatches,

  matmul: (scope) => {
    const a = pick(scope, (value) => isFloat(value) && value.shape.length >= 2);
    if (a === undefined) return undefined;
    const [transposeA, transposeB] = [scope.choose(2) === 1, scope.choose(2) === 1];
    const { shape } = scope.values[a]!;
    const inner = shape.at(transposeA ? -2 : -1);
    const rows = shape.at(transposeA ? -1 : -2)!;
    const stack = shape.slice(0, -2);
    const b = pick(
      scope,
      (value) =>
        isFloat(value) &&
        value.shape.length === shape.length &&
        value.shape.slice(0, -2).join() === stack.join() &&
        value.shape.at(transposeB ? -1 : -2) === inner &&
        fits([...stack, rows, value.shape.at(transposeB ? -2 : -1)!]),
    );
    return b === undefined ? undefined : { attributes: { transposeA, transposeB }, inputs: [a, b] };
  },

  cast: (scope) => {
    const x = pick(
      scope,
      (value) =>
        value.isInt ||
        every(value, (e) => Math.abs(e) < 1e6 && (value.exact || toInteger(e) > MARGIN)),
    );
    if (x === undefined) return undefined;
    return { attributes: { dtype: scope.values[x]!.isInt ? 'float32' : 'int32' }, inputs: [x] };
  },
  stopGradient: unary(undefined, true),

  threefry: (scope) => {
    const key = pick(scope, isKey);
    const counters = pick(scope, ({ isInt, shape }) => isInt && shape.at(-1) === 2);
    return key === undefined || counters === undefined
      ? undefined
      : { attributes: { rounds: 20 - 7 * scope.choose(2) }, inputs: [key, counters] };
  },
  randomBits: (scope) => {
    const key = pick(scope, isKey);
    const like = pick(scope, () => true)!;
    return key === undefined
      ? undefined
      : { attributes: { shape: scope.values[like]!.shape }, inputs: [key] };
  },
  shiftRight: (scope) =>
    one(
      scope,
      () => ({ bits: [31, 30, 24, 8, 1, 0][scope.choose(6)]! }),
      ({ isInt }) => isInt,
    ),
};
