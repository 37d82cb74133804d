import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { describe, expect, it, test } from 'vitest';
import { tensor, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { broadcastingShapes, dtypes, seeded } from '../testing/arbitraries.ts';
import { broadcastAt, expectElements } from '../testing/oracle.ts';
import {
  clip,
  equal,
  greater,
  greaterEqual,
  isFinite,
  isNaN,
  less,
  lessEqual,
  notEqual,
  where,
} from './comparison.ts';

const comparisons = [
  ['equal', equal, (a: number, b: number) => a === b],
  ['notEqual', notEqual, (a: number, b: number) => a !== b],
  ['less', less, (a: number, b: number) => a < b],
  ['lessEqual', lessEqual, (a: number, b: number) => a <= b],
  ['greater', greater, (a: number, b: number) => a > b],
  ['greaterEqual', greaterEqual, (a: number, b: number) => a >= b],
] as const;

describe.each(comparisons)('%s', (name, op, f) => {
  it('is 1 or 0 at each element, broadcasting', () => {
    fc.assert(
      fc.property(broadcastingShapes, dtypes, fc.nat(), ([left, right, joint], dtype, seed) => {
        // Small integers, so that equal ones come up.
        const a = seeded(left, 'int32', seed, 1);
        const b = seeded(right, 'int32', seed + 1, 1);
        const [x, y] = [a, b].map((t) =>
          tensor(Float64Array.from(t.data), { shape: t.shape, dtype }),
        );
        expectElements(op(x!, y!), joint, 'int32', (index) =>
          Number(f(broadcastAt(a, index), broadcastAt(b, index))),
        );
      }),
    );
  });

  it('takes NaN for equal to nothing', () => {
    const [a, b] = [tensor([NaN, NaN, 1]), tensor([NaN, 1, NaN])];
    expect(op(a, b).toArray()).toEqual(Array(3).fill(name === 'notEqual' ? 1 : 0));
  });

  it('is one function data-first and data-last', () => {
    const a = tensor([1, 2, 3]);
    expect(pipe(a, op(2)).toArray()).toEqual([1, 2, 3].map((x) => Number(f(x, 2))));
    expect(op(2, a).toArray()).toEqual([1, 2, 3].map((x) => Number(f(2, x))));
  });

  it('names itself where operands do not fit', () => {
    const called = name === 'notEqual' ? 'equal' : name;
    expect(() => op(zeros([2]), zeros([3]))).toThrow(`${called}: shapes [2] and [3]`);
    expect(() => op(zeros([2]), zeros([2], { dtype: 'int32' }))).toThrow(DTypeError);
  });
});

test('isNaN and isFinite', () => {
  const x = tensor([0, -1e38, NaN, Infinity, -Infinity]);
  expect(isNaN(x).toArray()).toEqual([0, 0, 1, 0, 0]);
  expect(isFinite(x).toArray()).toEqual([1, 1, 0, 0, 0]);
  expect(isFinite(tensor([-(2 ** 31)], { dtype: 'int32' })).toArray()).toEqual([1]);
});

describe('where', () => {
  it('chooses element by element, all three broadcasting', () => {
    fc.assert(
      fc.property(
        broadcastingShapes,
        fc.nat(),
        fc.boolean(),
        ([left, right, joint], seed, swap) => {
          const condition = seeded(swap ? right : left, 'int32', seed, 1);
          const a = seeded(left, 'float32', seed + 1);
          const b = seeded(right, 'float32', seed + 2);
          expectElements(where(condition, a, b), joint, 'float32', (index) =>
            broadcastAt(condition, index) !== 0 ? broadcastAt(a, index) : broadcastAt(b, index),
          );
        },
      ),
    );
  });

  it('takes any number but 0 for true, and numbers on either side', () => {
    const condition = tensor([0, 1, -7], { dtype: 'int32' });
    expect(where(condition, 1, 2).toArray()).toEqual([2, 1, 1]);
    expect(where(condition, tensor([5]), NaN).toArray()).toEqual([NaN, 5, 5]);
  });

  it('refuses float conditions and shapes that do not fit', () => {
    expect(() => where(tensor([1]), 1, 2)).toThrow('where: the condition must be int32');
    expect(() => where(zeros([2], { dtype: 'int32' }), zeros([3]), 0)).toThrow(ShapeError);
    expect(() => where(zeros([2], { dtype: 'int32' }), zeros([3]), 0)).toThrow(
      'where: shapes [2] and [3]',
    );
  });
});

test('clip holds within the bounds that are given, and lets NaN through', () => {
  const x = tensor([-5, 0, 5, NaN, -Infinity, Infinity]);
  expect(clip(x, { min: -1, max: 1 }).toArray()).toEqual([-1, 0, 1, NaN, -1, 1]);
  expect(clip(x, { min: 0 }).toArray()).toEqual([0, 0, 5, NaN, 0, Infinity]);
  expect(clip(x, { max: 0 }).toArray()).toEqual([-5, 0, 0, NaN, -Infinity, 0]);
  expect(clip(x, {})).toBe(x);
});
