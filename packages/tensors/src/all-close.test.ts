import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type AllCloseOptions,
  ArgumentError,
  add,
  allClose,
  compile,
  ShapeError,
  type Tensor,
  TreeError,
  tensor,
  zeros,
} from './index.ts';

// As `numpy.allclose([a], [b], **options)` has it.
test.each<[number, number, AllCloseOptions, boolean]>([
  [1, 1, {}, true],
  [1e10, 1.00001e10, {}, true],
  [1e10, 1.0001e10, {}, false],
  [1e-7, 1e-8, {}, false],
  [1e-8, 1e-9, {}, true],
  [1, 1.1, { rtol: 0.1 }, true],
  [1.1, 1, { rtol: 0.1, atol: 0 }, false], // 1.1 − 1 is 0.10000000000000009.
  [10, 9, { rtol: 0.1, atol: 0 }, false],
  [9, 10, { rtol: 0.1, atol: 0 }, true], // Of the expected element.
  [0, 0.5, { atol: 0.5 }, true],
  [0, -0, { rtol: 0, atol: 0 }, true],
  [Infinity, Infinity, {}, true],
  [Infinity, -Infinity, { rtol: 1 }, false],
  [1, Infinity, { rtol: 1 }, false],
  [Infinity, 1, { rtol: 1 }, false],
  [Number.NaN, Number.NaN, {}, false],
  [Number.NaN, Number.NaN, { equalNaN: true }, true],
  [Number.NaN, 1, { equalNaN: true, atol: Infinity }, false],
  [1, Number.NaN, { equalNaN: true }, false],
])('%d to %d by %o: %s', (a, b, options, answer) => {
  const wide = { dtype: 'float64' } as const;
  expect(allClose(tensor([0, a], wide), tensor([0, b], wide), options)).toBe(answer);
});

describe('trees', () => {
  const tree = (b: number) => ({ w: [tensor([1, 2])], b: tensor(b), name: 'dense' });
  it('are close if all of their tensors are', () => {
    expect(allClose(tree(0.1), tree(0.1 + 1e-7))).toBe(true);
    expect(allClose(tree(0.1), tree(0.2))).toBe(false);
    expect(allClose([tensor(0), tensor(1)], [tensor(1), tensor(1)])).toBe(false);
    expect(allClose({}, {})).toBe(true);
  });

  it('that differ in structure throw, and so do shapes that would broadcast', () => {
    expect(() => allClose(tree(1), { ...tree(1), name: 'other' })).toThrow(TreeError);
    expect(() => allClose([tensor(1)], [])).toThrow(TreeError);
    expect(() => allClose({ w: zeros([2]) }, { w: zeros([2, 1]) })).toThrow(
      "allClose: shapes [2] and [2, 1] at 'w' differ",
    );
    expect(() => allClose(zeros([1]), zeros([2]))).toThrow(ShapeError);
    // Also behind what is not close.
    expect(() => allClose([tensor(0), zeros([1])], [tensor(1), zeros([2])])).toThrow(ShapeError);
  });
});

it('compares results of programs, and dtypes with each other', () => {
  const next = compile((x: Tensor) => add(x, 1));
  expect(allClose(next(tensor([0.1])), tensor([1.1], { dtype: 'float64' }))).toBe(true);
  expect(allClose(tensor([1], { dtype: 'int32' }), tensor([1]))).toBe(true);
});

test.each([{ rtol: -1 }, { atol: -1 }, { rtol: Number.NaN }, { atol: Number.NaN }])(
  'tolerances %o are refused',
  (options) => {
    expect(() => allClose(tensor(1), tensor(1), options)).toThrow(ArgumentError);
  },
);

it('is close to itself, and to nothing that is farther than the formula says', () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(number, number, fc.nat(10), fc.nat(10), (a, b, rtol, atol) => {
      const [x, y] = [tensor(a), tensor(b)];
      expect(allClose(x, x, { rtol: 0, atol: 0 })).toBe(true);
      const [p, q] = [x.item(), y.item()];
      const answer = Math.abs(p - q) <= atol / 10 + (rtol / 10) * Math.abs(q);
      expect(allClose(x, y, { rtol: rtol / 10, atol: atol / 10 })).toBe(answer || p === q);
    }),
  );
});
