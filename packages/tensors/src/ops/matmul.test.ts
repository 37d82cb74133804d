import fc from 'fast-check';
import { pipe } from 'fp-ts/lib/function.js';
import { describe, expect, it, test } from 'vitest';
import { eye, tensor, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { broadcastingShapes, seeded } from '../testing/arbitraries.ts';
import { at, broadcastAt, expectElements, type Index } from '../testing/oracle.ts';
import { matmul } from './matmul.ts';

const lengths = fc.integer({ min: 0, max: 9 });

/** Σₖ a[k]·b[k] in double precision, k ascending. */
const dot = (count: number, product: (k: number) => number): number => {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += product(k);
  return sum;
};

test('the product of stacks of matrices is three loops', () => {
  const stacks = broadcastingShapes.filter(([a, b]) => a.length <= 2 && b.length <= 2);
  fc.assert(
    fc.property(
      fc.record({
        m: lengths,
        k: lengths,
        n: lengths,
        transposeA: fc.boolean(),
        transposeB: fc.boolean(),
      }),
      stacks,
      fc.constantFrom('float32' as const, 'float64' as const),
      fc.nat(),
      ({ m, k, n, transposeA, transposeB }, [stackA, stackB, stack], dtype, seed) => {
        const a = seeded([...stackA, ...(transposeA ? [k, m] : [m, k])], dtype, seed);
        const b = seeded([...stackB, ...(transposeB ? [n, k] : [k, n])], dtype, seed + 1);
        const left = (s: Index, i: number, p: number) =>
          broadcastMatrix(a, [...s, ...(transposeA ? [p, i] : [i, p])]);
        const right = (s: Index, p: number, j: number) =>
          broadcastMatrix(b, [...s, ...(transposeB ? [j, p] : [p, j])]);
        expectElements(
          matmul(a, b, { transposeA, transposeB }),
          [...stack, m, n],
          dtype,
          (index) => {
            const [s, i, j] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
            return dot(k, (p) => left(s, i, p) * right(s, p, j));
          },
        );
      },
    ),
  );
});

/** Stacks broadcast; the matrices themselves have no axis that is repeated. */
const broadcastMatrix = (x: ReturnType<typeof zeros>, index: Index): number => {
  const from = index.slice(index.length - x.rank);
  return at(
    x,
    from.map((i, axis) => (axis < x.rank - 2 && x.shape[axis] === 1 ? 0 : i)),
  );
};

test('vectors are rows on the left and columns on the right', () => {
  const [v, w] = [tensor([1, 2, 3]), tensor([4, 5, 6])];
  const m = tensor([
    [1, 0, 2],
    [0, 1, 1],
  ]);
  expect(matmul(v, w).toArray()).toBe(32);
  expect(matmul(m, v).toArray()).toEqual([7, 5]);
  expect(matmul(tensor([1, 2]), m).toArray()).toEqual([1, 2, 4]);
  expect(matmul(v, m, { transposeB: true }).toArray()).toEqual([7, 5]);
  expect(matmul(zeros([4, 2, 3]), v).shape).toEqual([4, 2]);
  expect(matmul(tensor([1, 2]), zeros([4, 2, 3])).shape).toEqual([4, 3]);
});

test('a matrix is left alone by the identity, and waits for the left one in a pipe', () => {
  const m = seeded([5, 5], 'float32', 1);
  expectElements(matmul(m, eye(5)), [5, 5], 'float32', (index) => broadcastAt(m, index));
  expect(pipe(tensor([[1, 2]]), matmul(tensor([[3], [4]]))).toArray()).toEqual([[11]]);
});

test('a product over nothing is zero', () => {
  expect(matmul(zeros([2, 0]), zeros([0, 3])).toArray()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  expect(matmul(zeros([0, 2]), zeros([2, 3])).shape).toEqual([0, 3]);
});

test('an infinite element spoils its own row alone', () => {
  const a = tensor([
    [Infinity, 1],
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  const product = matmul(a, tensor([[0], [1]])).toArray();
  expect(product).toEqual([[NaN], [1], [1], [1], [1]]);
});

describe('what does not fit is refused by name', () => {
  it.each<[string, () => unknown, new () => Error]>([
    [
      'matmul: shapes [2, 3] and [4, 5] do not fit: the inner lengths 3 and 4 must be equal',
      () => matmul(zeros([2, 3]), zeros([4, 5])),
      ShapeError,
    ],
    [
      'shapes [2, 3] (transposed) and [3, 4]',
      () => matmul(zeros([2, 3]), zeros([3, 4]), { transposeA: true }),
      ShapeError,
    ],
    [
      'matmul: shapes [2] and [3] do not broadcast',
      () => matmul(zeros([2, 1, 3]), zeros([3, 3, 3])),
      ShapeError,
    ],
    [
      'matmul: scalars have no matrix product; use mul',
      () => matmul(tensor(1), zeros([1])),
      ShapeError,
    ],
    [
      'matmul: needs a float tensor',
      () => matmul(zeros([2], { dtype: 'int32' }), zeros([2], { dtype: 'int32' })),
      DTypeError,
    ],
    [
      'matmul: dtypes float32 and float64 differ',
      () => matmul(zeros([2]), zeros([2], { dtype: 'float64' })),
      DTypeError,
    ],
  ])('%s', (message, wrong, type) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(message);
  });
});
