import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { describe, expect, it, test } from 'vitest';
import { arange, full, tensor, zeros } from '../create.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import type { Tensor } from '../tensor.ts';
import { axesOf, broadcastingShapes, seeded, tensors } from '../testing/arbitraries.ts';
import { at, broadcastAt, expectElements } from '../testing/oracle.ts';
import {
  broadcastTo,
  concat,
  expandDims,
  pad,
  reshape,
  reverse,
  slice,
  squeeze,
  stack,
  transpose,
} from './movement.ts';

const countsFor = (x: Tensor) =>
  fc.array(fc.integer({ min: 0, max: 2 }), { minLength: x.rank, maxLength: x.rank });

test('reshape keeps the elements in order', () => {
  fc.assert(
    fc.property(tensors(), (x) => {
      const flat = reshape(x, [x.size]);
      expect([...flat.data]).toEqual([...x.data]);
      expectElements(reshape(flat, x.shape), x.shape, x.dtype, (index) => at(x, index));
    }),
  );
});

test('reshape infers one length', () => {
  expect(reshape(arange(6), [2, -1]).shape).toEqual([2, 3]);
  expect(pipe(arange(6), reshape([-1])).shape).toEqual([6]);
  expect(reshape(tensor(1), [-1, 1]).shape).toEqual([1, 1]);
  expect(reshape(zeros([0, 3]), [-1, 3]).shape).toEqual([0, 3]);
});

test('broadcastTo repeats by the rule, a repeated number too', () => {
  fc.assert(
    fc.property(broadcastingShapes, fc.nat(), ([shape, , joint], seed) => {
      const x = seeded(shape, 'int32', seed);
      const [wide] = [[...joint.slice(0, joint.length - shape.length), ...shape]];
      expectElements(broadcastTo(x, wide), wide, 'int32', (index) => broadcastAt(x, index));
      const five = full(shape, 5);
      expectElements(broadcastTo(five, [2, ...shape]), [2, ...shape], 'float32', () => 5);
    }),
  );
  expect(broadcastTo(tensor([[1], [2]]), [2, 2, 2]).toArray()).toEqual([
    [
      [1, 1],
      [2, 2],
    ],
    [
      [1, 1],
      [2, 2],
    ],
  ]);
});

test('transpose takes null for no permutation no more', () => {
  expect(() => transpose(zeros([2, 3]), null as never)).toThrow(
    'transpose: permutation must be an array of numbers, got null',
  );
});

test('transpose moves axis p[i] to i, and all to their mirror by default', () => {
  const cases = tensors().chain((x) => {
    const axes = Array.from({ length: x.rank }, (_, axis) => axis);
    return fc.tuple(fc.constant(x), fc.shuffledSubarray(axes, { minLength: x.rank }));
  });
  fc.assert(
    fc.property(cases, ([x, permutation]) => {
      const shape = permutation.map((axis) => x.shape[axis]!);
      const source = (index: readonly number[]) =>
        at(
          x,
          x.shape.map((_, axis) => index[permutation.indexOf(axis)]!),
        );
      expectElements(transpose(x, permutation), shape, x.dtype, source);
      expectElements(transpose(x), [...x.shape].reverse(), x.dtype, (i) => at(x, [...i].reverse()));
    }),
  );
  expect(transpose(zeros([2, 3, 4]), [-1, 0, 1]).shape).toEqual([4, 2, 3]);
});

test('pad surrounds with zeros, and slice takes them off', () => {
  const cases = tensors({ maxRank: 3 }).chain((x) =>
    fc.tuple(fc.constant(x), countsFor(x), countsFor(x)),
  );
  fc.assert(
    fc.property(cases, ([x, before, after]) => {
      const padded = pad(x, before, after);
      const shape = x.shape.map((n, i) => n + before[i]! + after[i]!);
      expectElements(padded, shape, x.dtype, (index) => {
        const from = index.map((i, axis) => i - before[axis]!);
        return from.every((i, axis) => 0 <= i && i < x.shape[axis]!) ? at(x, from) : 0;
      });
      const ends = before.map((count, axis) => count + x.shape[axis]!);
      expectElements(slice(padded, before, ends), x.shape, x.dtype, (index) => at(x, index));
    }),
  );
});

test('slice is the part between starts and ends', () => {
  const cases = tensors().chain((x) =>
    fc.tuple(
      fc.constant(x),
      fc.tuple(
        ...x.shape.map((n) =>
          fc.tuple(fc.nat(n), fc.nat(n)).map((ends) => ends.sort((a, b) => a - b)),
        ),
      ),
    ),
  );
  fc.assert(
    fc.property(cases, ([x, bounds]) => {
      const [starts, ends] = [bounds.map(([start]) => start!), bounds.map(([, end]) => end!)];
      const shape = bounds.map(([start, end]) => end! - start!);
      expectElements(slice(x, starts, ends), shape, x.dtype, (index) =>
        at(
          x,
          index.map((i, axis) => i + starts[axis]!),
        ),
      );
    }),
  );
});

test('reverse turns the named axes around, all by default', () => {
  const cases = tensors().chain((x) => fc.tuple(fc.constant(x), axesOf(x.rank)));
  fc.assert(
    fc.property(cases, ([x, axes]) => {
      const turned = (index: readonly number[], all: boolean) =>
        index.map((i, axis) =>
          all || axes.includes(axis) || axes.includes(axis - x.rank) ? x.shape[axis]! - 1 - i : i,
        );
      expectElements(reverse(x, axes), x.shape, x.dtype, (index) => at(x, turned(index, false)));
      expectElements(reverse(x), x.shape, x.dtype, (index) => at(x, turned(index, true)));
    }),
  );
});

test('concat joins along an axis, empty parts too', () => {
  const cases = fc
    .tuple(tensors({ minRank: 1 }), fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), fc.nat())
    .chain(([x, lengths, seed]) =>
      fc.tuple(fc.constant(x), fc.nat(x.rank - 1), fc.constant(lengths), fc.constant(seed)),
    );
  fc.assert(
    fc.property(cases, ([{ shape, dtype, rank }, axis, lengths, seed]) => {
      const withLength = (length: number) => shape.map((n, i) => (i === axis ? length : n));
      const parts = lengths.map((length, i) => seeded(withLength(length), dtype, seed + i));
      const places = parts.flatMap((part) =>
        Array.from({ length: part.shape[axis]! }, (_, i) => [part, i] as const),
      );
      for (const named of [axis, axis - rank])
        expectElements(
          concat(parts, { axis: named }),
          withLength(places.length),
          dtype,
          (index) => {
            const [part, i] = places[index[axis]!]!;
            return at(
              part,
              index.map((j, k) => (k === axis ? i : j)),
            );
          },
        );
    }),
  );
});

test('stack puts a new axis anywhere', () => {
  const [a, b] = [tensor([1, 2]), tensor([3, 4])];
  expect(stack([a, b]).toArray()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(stack([a, b], { axis: -1 }).toArray()).toEqual([
    [1, 3],
    [2, 4],
  ]);
  expect(stack([tensor(1)]).toArray()).toEqual([1]);
});

test('expandDims and squeeze undo each other', () => {
  const x = arange(6);
  for (const axis of [0, 1, -1, -2]) expect(squeeze(expandDims(x, axis)).shape).toEqual([6]);
  expect(pipe(zeros([2, 3]), expandDims(-1)).shape).toEqual([2, 3, 1]);
  expect(squeeze(zeros([1, 2, 1]), -1).shape).toEqual([1, 2]);
  expect(squeeze(zeros([1, 1])).shape).toEqual([]);
});

describe('what does not fit is refused by name', () => {
  const x = zeros([2, 3]);
  it.each<[string, () => unknown]>([
    ['reshape: [2, 3] has 6 elements, [4] needs 4', () => reshape(x, [4])],
    ['reshape: cannot infer [-1, 4] from shape [2, 3]', () => reshape(x, [-1, 4])],
    ['reshape: cannot infer', () => reshape(x, [-1, -1])],
    ['reshape: cannot infer', () => reshape(zeros([0]), [-1, 0])],
    ['reshape: [-2, -3] is not a shape', () => reshape(x, [-2, -3])],
    ['broadcastTo: shape [2, 3] does not broadcast to [2, 4]', () => broadcastTo(x, [2, 4])],
    ['broadcastTo: shape [2, 3] does not broadcast to [3]', () => broadcastTo(x, [3])],
    ['broadcastTo: shape [2, 3] does not broadcast to [1, 3]', () => broadcastTo(x, [1, 3])],
    [
      'transpose: [0, 0] is not a permutation of the 2 axes of shape [2, 3]',
      () => transpose(x, [0, 0]),
    ],
    ['transpose: [0] is not a permutation', () => transpose(x, [0])],
    [
      'transpose: axis 2 does not exist in a tensor of rank 2; use -2 to 1',
      () => transpose(x, [0, 2]),
    ],
    [
      'slice: starts [0, 0] and ends [2, 4] do not lie within shape [2, 3]',
      () => slice(x, [0, 0], [2, 4]),
    ],
    ['slice: starts [1, 0]', () => slice(x, [1, 0], [0, 3])],
    ['slice: starts [-1, 0]', () => slice(x, [-1, 0], [2, 3])],
    ['slice: starts [0] and ends [2]', () => slice(x, [0], [2])],
    ['pad: before [1] and after [0, 0]', () => pad(x, [1], [0, 0])],
    ['pad: [-1, 0]', () => pad(x, [-1, 0], [0, 0])],
    ['reverse: axis 2 does not exist', () => reverse(x, 2)],
    ['reverse: axes [0, 0] name an axis twice', () => reverse(x, [0, -2])],
    ['expandDims: axis 3 does not exist', () => expandDims(x, 3)],
    ['squeeze: axis 0 of shape [2, 3] has length 2', () => squeeze(x, 0)],
    ['concat: shapes [2, 3] and [2, 4] differ outside axis 0', () => concat([x, zeros([2, 4])])],
    ['concat: shapes [2, 3] and [3] differ', () => concat([x, zeros([3])])],
    ['concat: axis 2 does not exist', () => concat([x], { axis: 2 })],
    ['stack: shapes [2, 3] and [3, 2] differ', () => stack([x, zeros([3, 2])])],
  ])('%s', (message, wrong) => {
    expect(wrong).toThrow(ShapeError);
    expect(wrong).toThrow(message);
  });

  it('an empty list, and mixed dtypes', () => {
    expect(() => concat([])).toThrow(ArgumentError);
    expect(() => stack([])).toThrow('stack: needs at least one tensor');
    expect(() => concat([x, zeros([1, 3], { dtype: 'int32' })])).toThrow(DTypeError);
  });
});

test('bug: slice took fractions for places, and gave a tensor of shape [1.5]', () => {
  expect(() => slice(tensor([1, 2, 3]), [0.5], [2])).toThrow(ShapeError);
  expect(() => slice(tensor([1, 2, 3]), [0], [1.5])).toThrow('ends [1.5] do not lie within');
});
