import { DTypeError, ShapeError, tensor, zeros } from '@puregrad/tensors';
import { expect, test } from 'vitest';
import { meanSquaredError } from './mean-squared-error.ts';

const [p, y] = [
  tensor([
    [1, 2],
    [3, 4],
  ]),
  tensor([
    [1, 0],
    [6, 4],
  ]),
];

test('is the mean of the squares, unless it is asked for them', () => {
  expect(meanSquaredError(p, y).item()).toBe(3.25);
  expect(meanSquaredError(p, y, { reduction: 'sum' }).item()).toBe(13);
  expect(meanSquaredError(p, y, { reduction: 'none' }).toArray()).toEqual([
    [0, 4],
    [9, 0],
  ]);
});

test('compares like with like', () => {
  expect(() => meanSquaredError(zeros([3, 1]), zeros([3]))).toThrow(ShapeError);
  expect(() => meanSquaredError(zeros([3, 1]), zeros([3]))).toThrow(
    'meanSquaredError: predictions of shape [3, 1] and targets of shape [3] must have the same shape',
  );
  expect(() => meanSquaredError(p, zeros([2, 2], { dtype: 'int32' }))).toThrow(DTypeError);
});
