import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { describe, expect, it, test } from 'vitest';
import { full, tensor, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { axesOf, tensors } from '../testing/arbitraries.ts';
import { at, expectElements, type Index, indicesOf } from '../testing/oracle.ts';
import { norm, standardDeviation } from './norm.ts';
import { argMax, argMin, max, mean, min, sum, variance } from './reduction.ts';

/** The elements that are reduced to the one at `index` of the output (reduced axes kept as 1). */
const reducedTo = (x: Tensor, axes: readonly number[], index: Index): readonly number[] =>
  indicesOf(x.shape)
    .filter((i) => i.every((place, axis) => axes.includes(axis) || place === index[axis]))
    .map((i) => at(x, i));

const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const average = (values: readonly number[]) => total(values) / values.length;

const close = (actual: Tensor, shape: Shape, f: (index: Index) => number): void => {
  expect(actual.shape).toEqual(shape);
  for (const index of indicesOf(shape)) {
    const expected = f(index);
    if (Number.isNaN(expected)) expect(at(actual, index)).toBeNaN();
    else expect(at(actual, index)).toBeCloseTo(expected, 10);
  }
};

describe.each<
  [
    string,
    typeof sum,
    (values: readonly number[]) => number,
    { ofNone: boolean; ofIntegers: boolean },
  ]
>([
  ['sum', sum, total, { ofNone: true, ofIntegers: true }],
  ['mean', mean, average, { ofNone: true, ofIntegers: false }],
  ['max', max, (values) => Math.max(...values), { ofNone: false, ofIntegers: true }],
  ['min', min, (values) => Math.min(...values), { ofNone: false, ofIntegers: true }],
  [
    'variance',
    variance,
    (values) => average(values.map((x) => (x - average(values)) ** 2)),
    { ofNone: true, ofIntegers: false },
  ],
  [
    'standardDeviation',
    standardDeviation,
    (values) => Math.sqrt(average(values.map((x) => (x - average(values)) ** 2))),
    { ofNone: true, ofIntegers: false },
  ],
  [
    'norm',
    norm,
    (values) => Math.sqrt(total(values.map((x) => x * x))),
    { ofNone: true, ofIntegers: false },
  ],
])('%s', (name, op, f, { ofNone, ofIntegers }) => {
  const dtype = fc.constantFrom<'float64' | 'int32'>(
    'float64',
    ...(ofIntegers ? ['int32' as const] : []),
  );

  it('reduces any axes, however they are counted', () => {
    const cases = tensors({ dtype, minLength: ofNone ? 0 : 1, maxLength: 3 }).chain((x) =>
      fc.tuple(fc.constant(x), axesOf(x.rank)),
    );
    fc.assert(
      fc.property(cases, ([x, axes]) => {
        const reduced = axes.map((axis) => (axis < 0 ? axis + x.rank : axis));
        const kept = x.shape.map((n, axis) => (reduced.includes(axis) ? 1 : n));
        const expected = (index: Index) => f(reducedTo(x, reduced, index));
        const result = op(x, { axes, keepDims: true });
        close(result, kept, expected);
        const dropped = op(x, { axes });
        expect(dropped.shape).toEqual(kept.filter((_, axis) => !reduced.includes(axis)));
        expect([...dropped.data]).toEqual([...result.data]);
        expect(dropped.dtype).toBe(x.dtype);
      }),
    );
  });

  it('reduces all axes by default, and waits for data in a pipe', () => {
    const x = tensor(
      [
        [1, 2],
        [3, 5],
      ],
      { dtype: 'float64' },
    );
    expect(op(x).item()).toBeCloseTo(f([1, 2, 3, 5]), 12);
    expect(op(x, { keepDims: true }).shape).toEqual([1, 1]);
    expect(pipe(x, op({ axes: -1 })).toArray()).toEqual(op(x, { axes: 1 }).toArray());
    expect(pipe(x, op()).item()).toBe(op(x).item());
    expect(op(tensor(3, { dtype: 'float64' })).item()).toBe(f([3]));
  });

  it('passes NaN on', () => {
    expect(
      op(
        tensor([
          [1, NaN],
          [2, 3],
        ]),
        { axes: 1 },
      ).data[0],
    ).toBeNaN();
    expect(
      op(
        tensor([
          [NaN, 1],
          [2, 3],
        ]),
        { axes: 0 },
      ).data[0],
    ).toBeNaN();
  });

  it('names itself where an axis does not exist or comes twice', () => {
    expect(() => op(zeros([2, 3]), { axes: 2 })).toThrow(ShapeError);
    expect(() => op(zeros([2, 3]), { axes: [0, -3] })).toThrow(
      `${name}: axis -3 does not exist in a tensor of rank 2; use -2 to 1`,
    );
    expect(() => op(zeros([2, 3]), { axes: [0, -2] })).toThrow(
      `${name}: axes [0, 0] name an axis twice`,
    );
  });
});

test('of none: sum 0, mean NaN, and no maximum', () => {
  expect(sum(zeros([0, 2]), { axes: 0 }).toArray()).toEqual([0, 0]);
  expect(mean(zeros([0, 2]), { axes: 0 }).toArray()).toEqual([NaN, NaN]);
  for (const op of [max, min, argMax, argMin] as readonly ((x: Tensor) => Tensor)[])
    expect(() => op(zeros([2, 0]))).toThrow('axis 1 of shape [2, 0] is empty');
  expect(max(zeros([2, 0]), { axes: 0 }).shape).toEqual([0]);
});

test('float32 sums lose nothing on the way: they are rounded once', () => {
  expect(sum(tensor([2 ** 24, 1, 1])).item()).toBe(2 ** 24 + 2);
  expect(sum(full([100_000], 0.1)).item()).toBe(Math.fround(100_000 * Math.fround(0.1)));
});

test('int32 sums wrap', () => {
  expect(sum(tensor([2 ** 31 - 1, 1], { dtype: 'int32' })).item()).toBe(-(2 ** 31));
});

test('max and min of infinities', () => {
  expect(max(tensor([-Infinity, -Infinity])).item()).toBe(-Infinity);
  expect(min(tensor([Infinity, 3])).item()).toBe(3);
});

test('variance of numbers with a large mean', () => {
  expect(variance(tensor([1e8 + 1, 1e8 + 2, 1e8 + 3], { dtype: 'float64' })).item()).toBeCloseTo(
    2 / 3,
    12,
  );
});

describe.each<[string, typeof argMax, (a: number, b: number) => boolean]>([
  ['argMax', argMax, (a, b) => a > b],
  ['argMin', argMin, (a, b) => a < b],
])('%s', (name, op, better) => {
  it('is the place of the first best along an axis', () => {
    const cases = tensors({ minRank: 1, minLength: 1 }).chain((x) =>
      fc.tuple(fc.constant(x), fc.nat(x.rank - 1)),
    );
    fc.assert(
      fc.property(cases, ([x, axis]) => {
        const shape = x.shape.filter((_, i) => i !== axis);
        for (const named of [axis, axis - x.rank])
          expectElements(op(x, { axis: named }), shape, 'int32', (index) => {
            const line = Array.from({ length: x.shape[axis]! }, (_, i) =>
              at(x, [...index.slice(0, axis), i, ...index.slice(axis)]),
            );
            return line.reduce((best, value, i) => (better(value, line[best]!) ? i : best), 0);
          });
      }),
    );
  });

  it('searches the last axis by default, and finds NaN', () => {
    expect(op(zeros([2, 3])).shape).toEqual([2]);
    expect(
      pipe(
        tensor([
          [1, 1],
          [NaN, 5],
          [5, NaN],
        ]),
        op(),
      ).toArray(),
    ).toEqual([0, 0, 1]);
    expect(() => op(zeros([2]), { axis: 1 })).toThrow(`${name}: axis 1 does not exist`);
  });
});

test('bug: the smallest int32, which has no negative, was never the minimum', () => {
  const x = tensor([5, -(2 ** 31), 2 ** 31 - 1], { dtype: 'int32' });
  expect([min(x).item(), max(x).item()]).toEqual([-(2 ** 31), 2 ** 31 - 1]);
  expect([argMin(x).item(), argMax(x).item()]).toEqual([1, 2]);
});

test('bug: the mean of integers complained of div', () => {
  const wrong = () => mean(zeros([2], { dtype: 'int32' }));
  expect(wrong).toThrow(DTypeError);
  expect(wrong).toThrow("mean: needs a float tensor, got int32; use cast(x, 'float32')");
});
