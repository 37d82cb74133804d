import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { scalar, tensor, zeros } from '../create.ts';
import { ArgumentError, DTypeError, ShapeError } from '../errors.ts';
import { seeded, shapes } from '../testing/arbitraries.ts';
import { at, expectElements, indicesOf } from '../testing/oracle.ts';
import { oneHot, scatterAdd, take } from './indexing.ts';

const int = (values: readonly number[] | readonly (readonly number[])[] | number) =>
  tensor(values, { dtype: 'int32' });

/** A source, an axis of it, and indices of any rank into that axis. */
const takes = fc
  .tuple(
    shapes({ minRank: 1, maxRank: 3 }),
    shapes({ maxRank: 2, maxLength: 3 }),
    fc.nat(),
    fc.nat(),
  )
  .chain(([shape, indexShape, seed, place]) => {
    const axis = place % shape.length;
    const length = shape[axis]!;
    const count = indexShape.reduce((a, b) => a * b, 1);
    const usable = length === 0 && count > 0 ? [0] : indexShape;
    const size = usable.reduce((a, b) => a * b, 1);
    return fc
      .array(fc.nat(Math.max(0, length - 1)), { minLength: size, maxLength: size })
      .map((chosen) => ({
        source: seeded(shape, 'int32', seed, 9),
        axis,
        indices: tensor(Int32Array.from(chosen), { shape: usable }),
        seed,
      }));
  });

test('take puts the axes of the indices in the place of the axis', () => {
  fc.assert(
    fc.property(takes, ({ source, axis, indices }) => {
      const { shape, rank, dtype } = source;
      const expected = [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)];
      for (const named of [axis, axis - rank])
        expectElements(take(source, indices, { axis: named }), expected, dtype, (index) => {
          const chosen = at(indices, index.slice(axis, axis + indices.rank));
          return at(source, [...index.slice(0, axis), chosen, ...index.slice(axis + indices.rank)]);
        });
    }),
  );
});

test('scatterAdd adds each update where its index says, and is the adjoint of take', () => {
  const sumOfProducts = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((total, x, i) => total + x * b[i]!, 0);
  fc.assert(
    fc.property(takes, ({ source, axis, indices, seed }) => {
      const taken = take(source, indices, { axis });
      const updates = seeded(taken.shape, 'int32', seed + 1, 9);
      for (const named of [axis, axis - source.rank]) {
        const size = source.shape[axis]!;
        const scattered = scatterAdd(updates, indices, { axis: named, size });
        expectElements(scattered, source.shape, 'int32', (index) =>
          indicesOf(indices.shape)
            .filter((place) => at(indices, place) === index[axis])
            .reduce(
              (sum, place) =>
                sum + at(updates, [...index.slice(0, axis), ...place, ...index.slice(axis + 1)]),
              0,
            ),
        );
        expect(sumOfProducts(scattered.data, source.data)).toBe(
          sumOfProducts(updates.data, taken.data),
        );
      }
    }),
  );
});

test('bug: scatterAdd knew the last axis only where the indices had an axis', () => {
  const [update, third] = [tensor([7, 8]), scalar(2, { dtype: 'int32' })];
  expect(scatterAdd(scalar(5), third, { size: 4 }).toArray()).toEqual([0, 0, 5, 0]);
  expect(scatterAdd(update, third, { axis: 1, size: 3 }).toArray()).toEqual([
    [0, 0, 7],
    [0, 0, 8],
  ]);
  const table = int([0, 1]);
  expect(
    scatterAdd(
      zeros([2, 2, 2]),
      tensor(
        [
          [0, 1],
          [1, 0],
        ],
        { dtype: 'int32' },
      ),
      { axis: -1, size: 5 },
    ).shape,
  ).toEqual([2, 5]);
  expect(scatterAdd(zeros([3, 2]), table, { axis: -1, size: 4 }).shape).toEqual([3, 4]);
});

test('oneHot has a one at each label, and none for a label that is no class', () => {
  expect(oneHot(int([1, 0]), { classes: 3 }).toArray()).toEqual([
    [0, 1, 0],
    [1, 0, 0],
  ]);
  expect(oneHot(int([-1, 3]), { classes: 3 }).toArray()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(oneHot(int(0), { classes: 1, dtype: 'float64' })).toMatchObject({
    dtype: 'float64',
    shape: [1],
  });
  expect(oneHot(int([]), { classes: 2 }).shape).toEqual([0, 2]);
});

describe('what does not fit is refused by name', () => {
  const x = zeros([2, 3]);
  it.each<[string, () => unknown, new () => Error]>([
    [
      'take: index 2 lies outside an axis of length 2; indices run from 0 to 1',
      () => take(x, int([2])),
      ArgumentError,
    ],
    ['take: index -1', () => take(x, int([-1])), ArgumentError],
    [
      'take: index 7 lies outside an axis of length 3; indices run from 0 to 2, and this one is at [1, 0] of the indices',
      () =>
        take(
          x,
          int([
            [0, 2],
            [7, 1],
          ]),
          { axis: 1 },
        ),
      ArgumentError,
    ],
    [
      'and this one is at [2] of the indices',
      () => scatterAdd(zeros([3]), int([0, 1, 2]), { size: 2 }),
      ArgumentError,
    ],
    ['and this one is at [] of the indices', () => take(x, int(2)), ArgumentError],
    ['take: the indices must be int32, got float32', () => take(x, tensor([0])), DTypeError],
    [
      'take: axis 2 does not exist in a tensor of rank 2; use -2 to 1',
      () => take(x, int([0]), { axis: 2 }),
      ShapeError,
    ],
    [
      'take: axis 0 does not exist in a tensor of rank 0; a scalar has no axes',
      () => take(scalar(1), int([0])),
      ShapeError,
    ],
    ['scatterAdd: index 5', () => scatterAdd(x, int([0, 5]), { size: 3 }), ArgumentError],
    [
      "scatterAdd: updates of shape [2, 3] do not hold the indices' shape [1] at axis 0",
      () => scatterAdd(x, int([0]), { size: 3 }),
      ShapeError,
    ],
    [
      'scatterAdd: updates of shape []',
      () => scatterAdd(scalar(1), int([0]), { size: 3 }),
      ShapeError,
    ],
    ['scatterAdd: the indices', () => scatterAdd(x, tensor([0, 1]), { size: 3 }), DTypeError],
    [
      'scatterAdd: [1.5] is not a shape',
      () => scatterAdd(x, int([0, 1]), { size: 1.5 }),
      ShapeError,
    ],
    ['[-1] is not a shape', () => oneHot(int([0]), { classes: -1 }), ShapeError],
  ])('%s', (message, wrong, type) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(message);
  });
});
