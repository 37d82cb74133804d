import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { adopt, arange, eye, full, linspace, ones, scalar, tensor, zeros } from './create.ts';
import { ArgumentError, DTypeError, ShapeError } from './errors.ts';
import type { NestedArray, Tensor } from './tensor.ts';
import { tensors } from './testing/arbitraries.ts';

const typeOf = ({ dtype, shape }: Tensor) => `${dtype} [${shape}]`;

describe('tensor', () => {
  it.each<[string, Tensor, string, NestedArray]>([
    ['a number', tensor(2.5), 'float32 []', 2.5],
    [
      'nested arrays',
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      'float32 [2,3]',
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    ['an empty array', tensor([]), 'float32 [0]', []],
    ['empty rows', tensor([[], []]), 'float32 [2,0]', [[], []]],
    [
      'a shape',
      tensor([1, 2, 3, 4], { shape: [2, 2] }),
      'float32 [2,2]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['a dtype', tensor([1, -2], { dtype: 'int32' }), 'int32 [2]', [1, -2]],
    ['a Float64Array', tensor(Float64Array.of(0.1)), 'float64 [1]', [0.1]],
    ['an Int32Array', tensor(Int32Array.of(7), { shape: [] }), 'int32 []', 7],
    ['rounding', tensor([0.1]), 'float32 [1]', [Math.fround(0.1)]],
    ['an array converted', tensor(Int32Array.of(1), { dtype: 'float64' }), 'float64 [1]', [1]],
  ])('takes %s', (_, x, type, values) => {
    expect(typeOf(x)).toBe(type);
    expect(x.toArray()).toEqual(values);
  });

  it('copies typed arrays: later writes do not show', () => {
    const data = Float32Array.of(1, 2);
    const x = tensor(data);
    data[0] = 9;
    expect(x.toArray()).toEqual([1, 2]);
  });

  it('undoes toArray', () => {
    fc.assert(
      fc.property(tensors({ minLength: 1 }), (x) => {
        const again = tensor(x.toArray(), { dtype: x.dtype });
        expect([again.shape, [...again.data]]).toEqual([x.shape, [...x.data]]);
      }),
    );
  });

  it.each<[string, () => unknown, new () => Error, string]>([
    [
      'a short row',
      () => tensor([[1, 2], [3]]),
      ShapeError,
      'length 1 at [1], where its siblings have length 2',
    ],
    ['a number among rows', () => tensor([[1], 2]), ShapeError, 'a number at [1]'],
    ['a row among numbers', () => tensor([1, [2]]), ShapeError, 'an array at [1]'],
    ['a string', () => tensor(['1'] as never), ShapeError, 'a string at [0]'],
    ['a row in an empty row', () => tensor([[], [1]]), ShapeError, 'length 1 at [1]'],
    [
      'a wrong shape',
      () => tensor([1, 2, 3], { shape: [2, 2] }),
      ShapeError,
      '3 values do not fill shape [2, 2], which has 4',
    ],
    ['a length of -1', () => tensor([1], { shape: [-1] }), ShapeError, '[-1] is not a shape'],
    ['half a length', () => zeros([1.5]), ShapeError, '[1.5] is not a shape'],
    [
      'a fraction for int32',
      () => tensor([1, 2.5], { dtype: 'int32' }),
      DTypeError,
      '2.5 is not an int32 value',
    ],
    ['2^31 for int32', () => tensor([2 ** 31], { dtype: 'int32' }), DTypeError, '2147483648'],
    ['NaN for int32', () => full([2], Number.NaN, { dtype: 'int32' }), DTypeError, 'NaN'],
    [
      'a Float32Array of fractions for int32',
      () => tensor(Float32Array.of(0.5), { dtype: 'int32' }),
      DTypeError,
      '0.5',
    ],
    [
      'adopt with a wrong shape',
      () => adopt(new Float32Array(3), [2]),
      ShapeError,
      'adopt: 3 values do not fill shape [2]',
    ],
    ['no points', () => linspace(0, 1, 0), ArgumentError, 'linspace: count'],
  ])('refuses %s', (_, make, type, message) => {
    expect(make).toThrow(type);
    expect(make).toThrow(message);
  });
});

test.each<[string, Tensor, string, NestedArray]>([
  ['full', full([2], 0.1), 'float32 [2]', [Math.fround(0.1), Math.fround(0.1)]],
  ['scalar', scalar(0.1, { dtype: 'float64' }), 'float64 []', 0.1],
  ['zeros without elements', zeros([2, 0]), 'float32 [2,0]', [[], []]],
  ['ones', ones([1, 2], { dtype: 'int32' }), 'int32 [1,2]', [[1, 1]]],
  ['arange', arange(3, { dtype: 'int32' }), 'int32 [3]', [0, 1, 2]],
  ['arange of nothing', arange(0), 'float32 [0]', []],
  ['linspace', linspace(0, 1, 5), 'float32 [5]', [0, 0.25, 0.5, 0.75, 1]],
  [
    'linspace ends exactly',
    linspace(0, 0.3, 4, { dtype: 'float64' }),
    'float64 [4]',
    [0, (0.3 * 1) / 3, (0.3 * 2) / 3, 0.3],
  ],
  ['linspace of one', linspace(2, 3, 1), 'float32 [1]', [2]],
  [
    'eye',
    eye(2),
    'float32 [2,2]',
    [
      [1, 0],
      [0, 1],
    ],
  ],
])('%s', (_, x, type, values) => {
  expect(typeOf(x)).toBe(type);
  expect(x.toArray()).toEqual(values);
});

test('adopt takes the array itself', () => {
  const data = Float64Array.of(1, 2);
  expect(adopt(data, [2]).data).toBe(data);
});
