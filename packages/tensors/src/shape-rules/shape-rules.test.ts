import { describe, expect, it } from 'vitest';
import { bind } from '../bind.ts';
import { compile } from '../compile/compile.ts';
import { tensor, zeros } from '../create.ts';
import { DTypeError, ShapeError } from '../errors.ts';
import { add } from '../ops/arithmetic.ts';
import { oneHot, scatterAdd, take } from '../ops/indexing.ts';
import { matmul } from '../ops/matmul.ts';
import { concat, pad } from '../ops/movement.ts';
import type { Windows } from '../windows.ts';

const onePixel: Windows = { window: [1, 1], strides: [1, 1], dilations: [1, 1] };
const int = (values: readonly number[]) => tensor(values, { dtype: 'int32' });

// Operations make their operands fit before; these rules guard those who call `bind` themselves.
describe('primitives refuse what does not fit', () => {
  it.each<[string, () => unknown, new () => Error]>([
    ['add: shapes [2] and [1] differ', () => bind('add', {}, [zeros([2]), zeros([1])]), ShapeError],
    [
      'add: dtypes float32 and int32 differ',
      () => bind('add', {}, [zeros([1]), int([0])]),
      DTypeError,
    ],
    ['pow: needs a float tensor', () => bind('pow', {}, [int([1]), int([1])]), DTypeError],
    [
      'less: shapes [2] and [1] differ',
      () => bind('less', {}, [zeros([2]), zeros([1])]),
      ShapeError,
    ],
    ['equal: dtypes', () => bind('equal', {}, [zeros([1]), int([0])]), DTypeError],
    [
      'where: shapes [1] and [2] differ',
      () => bind('where', {}, [int([1]), zeros([1]), zeros([2])]),
      ShapeError,
    ],
    ['where: dtypes', () => bind('where', {}, [int([1]), zeros([1]), int([1])]), DTypeError],
    [
      'matmul: needs matrices or stacks of them, got shape [2]',
      () => bind('matmul', { transposeA: false, transposeB: false }, [zeros([2]), zeros([2])]),
      ShapeError,
    ],
    [
      'matmul: shapes [2, 1, 1] and [3, 1, 1] do not fit',
      () =>
        bind('matmul', { transposeA: false, transposeB: false }, [
          zeros([2, 1, 1]),
          zeros([3, 1, 1]),
        ]),
      ShapeError,
    ],
    [
      'shiftRight: the words must be int32',
      () => bind('shiftRight', { bits: 1 }, [zeros([1])]),
      DTypeError,
    ],
    [
      'reshape: [2] has 2 elements, [3] needs 3',
      () => bind('reshape', { shape: [3] }, [zeros([2])]),
      ShapeError,
    ],
    ...[
      { window: [3, 1] },
      { window: [1, 4] },
      { window: [2, 2], dilations: [2, 1] },
      { window: [0, 1] },
      { strides: [1, 0] },
      { strides: [0.5, 1] },
      { dilations: [1, -1] },
    ].map((given): [string, () => unknown, new () => Error] => {
      const windows = { window: [1, 1], strides: [1, 1], dilations: [1, 1], ...given };
      return [
        'patches: windows of [',
        () => bind('patches', windows as unknown as Windows, [zeros([1, 2, 3, 1])]),
        ShapeError,
      ];
    }),
    ['patches: windows of [1, 1]', () => bind('patches', onePixel, [zeros([2, 3, 1])]), ShapeError],
    ...[
      [1, 2, 3, 1, 1],
      [1, 3, 3, 1, 1, 1],
      [1, 2, 3, 2, 1, 1],
    ].map((shape): [string, () => unknown, new () => Error] => [
      `addPatches: windows of [1, 1] with strides [1, 1] and dilations [1, 1] do not fit shape [${shape.join(', ')}]`,
      () => bind('addPatches', { ...onePixel, size: [2, 3] }, [zeros(shape)]),
      ShapeError,
    ]),
  ])('%s', (message, wrong, type) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(message);
  });
});

describe('a shape of more elements than an int32 can name is refused before it is made', () => {
  const many = 2 ** 16;
  const [column, row] = [zeros([many, 1]), zeros([1, many])];
  const none = zeros([many], { dtype: 'int32' });
  it.each<[string, () => unknown]>([
    ['pad: shape [2147483649]', () => pad(zeros([2]), [2 ** 31 - 1], [0])],
    ['concat: shape [2147483648]', () => concat([zeros([2 ** 30]), zeros([2 ** 30])])],
    ['matmul: shape [65536, 65536]', () => matmul(column, row)],
    ['broadcastTo: shape [65536, 65536]', () => add(column, row)],
    ['take: shape [65536, 65536]', () => take(row, none, { axis: 0 })],
    ['broadcastTo: shape [65536, 65536]', () => oneHot(none, { classes: many })],
    [
      'scatterAdd: shape [65536, 65536]',
      () => scatterAdd(row, tensor([0], { dtype: 'int32' }), { size: many }),
    ],
  ])('%s has more than 2147483647 elements', (message, make) => {
    expect(make).toThrow(ShapeError);
    expect(make).toThrow(`${message} has more than 2147483647 elements`);
    expect(compile(make)).toThrow(ShapeError);
  });
});
