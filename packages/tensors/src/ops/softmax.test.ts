import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { describe, expect, it, test } from 'vitest';
import { tensor, zeros } from '../create.ts';
import { DTypeError } from '../errors.ts';
import { tensors } from '../testing/arbitraries.ts';
import { at, indicesOf } from '../testing/oracle.ts';
import { logSoftmax, logSumExp, softmax } from './softmax.ts';

const float64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'float64' });

test('softmax, logSoftmax and logSumExp are what they say, along any axis', () => {
  const cases = tensors({
    dtype: fc.constant('float64'),
    minRank: 1,
    minLength: 1,
    maxRank: 3,
  }).chain((x) => fc.tuple(fc.constant(x), fc.nat(x.rank - 1)));
  fc.assert(
    fc.property(cases, ([x, axis]) => {
      const [p, logP, lse] = [
        softmax(x, { axis }),
        logSoftmax(x, { axis }),
        logSumExp(x, { axes: axis, keepDims: true }),
      ];
      for (const index of indicesOf(x.shape)) {
        const line = Array.from({ length: x.shape[axis]! }, (_, i) =>
          Math.exp(
            at(
              x,
              index.map((j, k) => (k === axis ? i : j)),
            ),
          ),
        );
        const sum = line.reduce((a, b) => a + b, 0);
        expect(at(p, index)).toBeCloseTo(Math.exp(at(x, index)) / sum, 12);
        expect(at(logP, index)).toBeCloseTo(at(x, index) - Math.log(sum), 12);
        expect(
          at(
            lse,
            index.map((j, k) => (k === axis ? 0 : j)),
          ),
        ).toBeCloseTo(Math.log(sum), 12);
      }
      expect(logSumExp(x, { axes: axis }).shape).toEqual(x.shape.filter((_, k) => k !== axis));
    }),
    { numRuns: 40 },
  );
});

describe('at the extremes', () => {
  const rows = float64([
    [1000, 0, -1000],
    [1000, 1000, 1000],
    [-1000, -1000, -1000],
    [-Infinity, 0, 0],
    [1e308, -1e308, 0],
  ]);
  const third = -Math.log(3);

  it('logSumExp does not overflow', () => {
    expect(logSumExp(rows, { axes: 1 }).toArray()).toEqual([
      1000,
      1000 - third,
      -1000 - third,
      Math.LN2,
      1e308,
    ]);
  });

  it('logSoftmax keeps what softmax loses', () => {
    expect(logSoftmax(rows).toArray()).toEqual([
      [0, -1000, -2000],
      [third, third, third],
      [third, third, third],
      [-Infinity, -Math.LN2, -Math.LN2],
      [0, -Infinity, -1e308],
    ]);
    expect(softmax(rows).toArray()).toEqual([
      [1, 0, 0],
      ...[1, 2].map(() => [Math.exp(third), Math.exp(third), Math.exp(third)]),
      [0, 0.5, 0.5],
      [1, 0, 0],
    ]);
  });

  it('a row of -Infinity sums to nothing: -Infinity, and no distribution', () => {
    const none = float64([-Infinity, -Infinity]);
    expect(logSumExp(none).item()).toBe(-Infinity);
    expect(softmax(none).toArray()).toEqual([NaN, NaN]);
  });

  it('Infinity and NaN show', () => {
    expect(logSumExp(float64([Infinity, 0])).item()).toBe(Infinity);
    expect(logSumExp(float64([NaN, 0])).item()).toBeNaN();
    expect(softmax(float64([NaN, 0])).toArray()).toEqual([NaN, NaN]);
  });
});

test('logSumExp reduces all axes by default', () => {
  expect(logSumExp(zeros([2, 2])).item()).toBe(Math.fround(Math.log(4)));
  expect(logSumExp(tensor(5)).item()).toBe(5);
});

test('one function data-first and data-last', () => {
  const x = tensor([
    [1, 2],
    [3, 5],
  ]);
  expect(pipe(x, softmax({ axis: 0 })).toArray()).toEqual(softmax(x, { axis: 0 }).toArray());
  expect(pipe(x, logSoftmax()).toArray()).toEqual(logSoftmax(x).toArray());
  expect(pipe(x, logSumExp({ axes: 0 })).toArray()).toEqual(logSumExp(x, { axes: 0 }).toArray());
});

test('bug: an axis that does not exist was reported under the name of another operation', () => {
  expect(() => softmax(zeros([2]), { axis: 1 })).toThrow(
    'softmax: axis 1 does not exist in a tensor of rank 1; use -1 to 0',
  );
  expect(() => logSoftmax(tensor(1))).toThrow(
    'logSoftmax: axis -1 does not exist in a tensor of rank 0; a scalar',
  );
  expect(() => logSumExp(zeros([2]), { axes: 1 })).toThrow('logSumExp: axis 1');
  expect(() => softmax(zeros([2], { dtype: 'int32' }))).toThrow(DTypeError);
});
