import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { describe, expect, it } from 'vitest';
import { scalar, tensor, zeros } from '../create.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import * as ops from '../index.ts';
import { erf as erfOf } from '../reference/erf.ts';
import { broadcastingShapes, dtypes, floats, seeded, shapes } from '../testing/arbitraries.ts';
import { at, broadcastAt, expectElements } from '../testing/oracle.ts';
import { add, div, maximum, minimum, mul, pow, sub } from './arithmetic.ts';

/** JavaScript's functions of one number; NaN outside their domain, as ours. */
const unary: readonly [string, ops.Unary, (x: number) => number][] = [
  ['neg', ops.neg, (x) => -x],
  ['abs', ops.abs, Math.abs],
  ['sign', ops.sign, Math.sign],
  ['floor', ops.floor, Math.floor],
  ['exp', ops.exp, Math.exp],
  ['expm1', ops.expm1, Math.expm1],
  ['log', ops.log, Math.log],
  ['log1p', ops.log1p, Math.log1p],
  ['sqrt', ops.sqrt, Math.sqrt],
  ['sin', ops.sin, Math.sin],
  ['cos', ops.cos, Math.cos],
  ['tanh', ops.tanh, Math.tanh],
  ['erf', ops.erf, erfOf],
  ['square', ops.square, (x) => x * x],
];
const ofIntegers = ['neg', 'abs', 'sign', 'floor', 'square'];

const binary: readonly [string, typeof add, (a: number, b: number) => number][] = [
  ['add', add, (a, b) => a + b],
  ['sub', sub, (a, b) => a - b],
  ['mul', mul, (a, b) => a * b],
  ['div', div, (a, b) => a / b],
  ['pow', pow, (a, b) => a ** b],
  ['maximum', maximum, Math.max],
  ['minimum', minimum, Math.min],
];

describe.each(unary)('%s', (name, op, f) => {
  it('is its function at each element', () => {
    const types = ofIntegers.includes(name) ? dtypes : floats;
    fc.assert(
      fc.property(shapes({ maxLength: 3 }), types, fc.nat(), (shape, dtype, seed) => {
        const x = seeded(shape, dtype, seed);
        expectElements(op(x), shape, dtype, (index) => f(at(x, index)));
      }),
      { numRuns: 30 },
    );
  });

  it('takes a bare number for a float32 scalar', () => {
    expectElements(op(0.3), [], 'float32', () => f(Math.fround(0.3)));
  });

  if (!ofIntegers.includes(name))
    it('refuses integers, naming itself', () => {
      expect(() => op(zeros([1], { dtype: 'int32' }))).toThrow(DTypeError);
      expect(() => op(zeros([1], { dtype: 'int32' }))).toThrow(`${name}: needs a float tensor`);
    });
});

describe.each(binary)('%s', (name, op, f) => {
  it('broadcasts as NumPy does', () => {
    const types = name === 'div' || name === 'pow' ? floats : dtypes;
    fc.assert(
      fc.property(broadcastingShapes, types, fc.nat(), ([left, right, joint], dtype, seed) => {
        const a = seeded(left, dtype, seed);
        const b = seeded(right, dtype, seed + 1);
        expectElements(op(a, b), joint, dtype, (index) =>
          f(broadcastAt(a, index), broadcastAt(b, index)),
        );
      }),
    );
  });

  it('is one function data-first and data-last', () => {
    const [a, b] = [tensor([1, 2, 5]), tensor([[3], [0.5]])];
    expect(pipe(a, op(b)).toArray()).toEqual(op(a, b).toArray());
    expect(pipe(a, op(2)).toArray()).toEqual(op(a, tensor(2)).toArray());
    expect(op(2, a).toArray()).toEqual(op(tensor(2), a).toArray());
  });

  it('lets a number take the dtype of the tensor', () => {
    const x = tensor([0.3], { dtype: 'float64' });
    expectElements(op(x, 0.1), [1], 'float64', () => f(0.3, 0.1));
    expectElements(op(0.1, x), [1], 'float64', () => f(0.1, 0.3));
    expectElements(op(0.1, 0.3), [], 'float32', () => f(Math.fround(0.1), Math.fround(0.3)));
  });

  it('names itself and both shapes where they do not broadcast', () => {
    const wrong = () => op(zeros([2, 3]), zeros([4, 3]));
    expect(wrong).toThrow(ShapeError);
    expect(wrong).toThrow(`${name}: shapes [2, 3] and [4, 3] do not broadcast`);
  });

  it('mixes no dtypes', () => {
    const wrong = () => op(zeros([2]), zeros([2], { dtype: 'float64' }));
    expect(wrong).toThrow(DTypeError);
    expect(wrong).toThrow(`${name}: dtypes float32 and float64 differ`);
  });

  it('refuses what is neither tensor nor number', () => {
    expect(() => op(tensor([1]), [1] as never)).toThrow(ArgumentError);
    expect(() => op('1' as never, tensor([1]))).toThrow(`${name}: operands are tensors and`);
  });
});

describe('integers', () => {
  const int = (...values: readonly number[]) => tensor([...values], { dtype: 'int32' });

  it('wrap as 32-bit words do', () => {
    expect(add(int(2 ** 31 - 1), 1).toArray()).toEqual([-(2 ** 31)]);
    expect(mul(int(123456789), int(987654321)).toArray()).toEqual([-67153019]);
    expect(ops.neg(int(-(2 ** 31))).toArray()).toEqual([-(2 ** 31)]);
  });

  it.each([0.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN, Infinity])('take no %s for one', (number) => {
    expect(() => add(int(1), number)).toThrow(DTypeError);
    expect(() => add(int(1), number)).toThrow(`add: ${number} is not an int32 value`);
  });

  it('take the smallest and the largest', () => {
    expect(add(int(0), -(2 ** 31)).toArray()).toEqual([-(2 ** 31)]);
    expect(add(int(0), 2 ** 31 - 1).toArray()).toEqual([2 ** 31 - 1]);
  });

  it('bug: 2^31 passed for an int32 and became -2^31', () => {
    expect(() => add(int(0), 2 ** 31)).toThrow(DTypeError);
  });

  it('are not divided', () => {
    expect(() => div(int(4), 2)).toThrow(
      "div: needs a float tensor, got int32; use cast(x, 'float32')",
    );
  });
});

describe('at the extremes', () => {
  const wide = [-1e30, -1000, -100, -1e-30, 0, 1e-30, 100, 1000, 1e30];

  it('sigmoid stays within [0, 1], without NaN, and keeps small values', () => {
    const y = ops.sigmoid(tensor(wide, { dtype: 'float64' })).data;
    expect([...y]).toEqual([0, 0, Math.exp(-100), 0.5, 0.5, 0.5, 1, 1, 1]);
    expect(ops.sigmoid(tensor([-Infinity, Infinity, NaN])).toArray()).toEqual([0, 1, NaN]);
  });

  it('softplus is 0 far below and x far above', () => {
    const y = ops.softplus(tensor(wide, { dtype: 'float64' })).data;
    expect([...y]).toEqual([0, 0, Math.exp(-100), Math.LN2, Math.LN2, Math.LN2, 100, 1000, 1e30]);
    expect(ops.softplus(tensor([-Infinity, Infinity, NaN])).toArray()).toEqual([0, Infinity, NaN]);
  });

  it('sigmoid and softplus are what they say where nothing overflows', () => {
    for (let x = -20; x <= 20; x += 0.37) {
      const at = scalar(x, { dtype: 'float64' });
      expect(ops.sigmoid(at).item()).toBeCloseTo(1 / (1 + Math.exp(-x)), 14);
      expect(ops.softplus(at).item()).toBeCloseTo(Math.log(1 + Math.exp(x)), 13);
    }
  });

  it.each([
    ['maximum', maximum],
    ['minimum', minimum],
  ])('%s passes NaN on from either side', (_, op) => {
    expect(op(tensor([NaN, 1, NaN]), tensor([1, NaN, NaN])).toArray()).toEqual([NaN, NaN, NaN]);
  });
});
