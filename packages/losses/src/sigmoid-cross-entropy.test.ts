import { compile, DTypeError, referenceEngine, ShapeError, tensor, zeros } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';

const float64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'float64' });
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

test('is max(z, 0) - z·y + ln(1 + e^-|z|) at each element', () => {
  fc.assert(
    fc.property(between(-50, 50), between(0, 1), (z, y) => {
      const expected = Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z)));
      expect(sigmoidCrossEntropy(float64(z), float64(y)).item()).toBeCloseTo(expected, 12);
    }),
  );
});

test('labels are smoothed towards a half, and positives weighed, class by class', () => {
  const [z, y] = [
    [0.3, -1.2],
    [1, 0.25],
  ] as const;
  const smooth = y.map((label) => label * 0.9 + 0.05);
  const weighed = (p: readonly number[]) =>
    z.map((logit, k) =>
      expect.closeTo(
        p[k]! * smooth[k]! * softplus(-logit) + (1 - smooth[k]!) * softplus(logit),
        14,
      ),
    );
  const loss = (posWeight: Parameters<typeof sigmoidCrossEntropy>[2] = {}) => [
    ...sigmoidCrossEntropy(float64([...z]), float64([...y]), { labelSmoothing: 0.1, ...posWeight })
      .data,
  ];
  expect(loss()).toEqual(weighed([1, 1]));
  expect(loss({ posWeight: 3 })).toEqual(weighed([3, 3]));
  expect(loss({ posWeight: [3, 0.5] })).toEqual(weighed([3, 0.5]));
  expect(loss({ posWeight: float64([3, 0.5]) })).toEqual(weighed([3, 0.5]));
});

test('is finite for logits of any size, and exact where it is small', () => {
  const z = tensor([1000, -1000, 1000, -1000, 3e38, -3e38]);
  const y = tensor([1, 1, 0, 0, 1, 0]);
  expect(sigmoidCrossEntropy(z, y).toArray()).toEqual([0, 1000, 1000, 0, 0, 0]);
  // 32-bit floats at 20 are 2e-6 apart: nothing may be subtracted there.
  expect(sigmoidCrossEntropy(tensor([20]), tensor([1])).item()).toBe(
    Math.fround(Math.log1p(Math.exp(-20))),
  );
});

test('is reduced only where it is asked to, alike inside compile', () => {
  const [z, y] = [
    tensor([
      [1, 2],
      [3, -1],
    ]),
    tensor([
      [1, 0],
      [1, 1],
    ]),
  ];
  const each = [...sigmoidCrossEntropy(z, y).data];
  const total = each.reduce((a, b) => a + b);
  expect(sigmoidCrossEntropy(z, y).shape).toEqual([2, 2]);
  expect(sigmoidCrossEntropy(z, y, { reduction: 'sum' }).item()).toBe(Math.fround(total));
  expect(sigmoidCrossEntropy(z, y, { reduction: 'mean' }).item()).toBeCloseTo(total / 4, 6);
  expect([...compile(sigmoidCrossEntropy, { engine: referenceEngine() })(z, y).data]).toEqual(each);
  expect(() => sigmoidCrossEntropy(z, y, { reduction: 'average' as never })).toThrow(
    "unknown reduction average; use 'none', 'mean', 'sum', 'weightedMean' or 'nonzeroMean'",
  );
});

describe('what does not fit is refused by name', () => {
  const z = zeros([2, 3]);
  it.each<[string, () => unknown, new () => Error]>([
    [
      'sigmoidCrossEntropy: logits of shape [2, 3] and labels of shape [2, 1] must have the same shape',
      () => sigmoidCrossEntropy(z, zeros([2, 1])),
      ShapeError,
    ],
    [
      "sigmoidCrossEntropy: labels must be float32 like the logits, got int32; use cast(x, 'float32')",
      () => sigmoidCrossEntropy(z, zeros([2, 3], { dtype: 'int32' })),
      DTypeError,
    ],
    [
      'labels must be float32 like the logits, got float64',
      () => sigmoidCrossEntropy(z, zeros([2, 3], { dtype: 'float64' })),
      DTypeError,
    ],
    [
      'logits must be floats, got int32',
      () => sigmoidCrossEntropy(zeros([1], { dtype: 'int32' }), zeros([1])),
      DTypeError,
    ],
    [
      'posWeight of shape [2] must hold one number for each class of logits of shape [2, 3]',
      () => sigmoidCrossEntropy(z, z, { posWeight: [1, 2] }),
      ShapeError,
    ],
    [
      'posWeight of shape [2, 3]',
      () => sigmoidCrossEntropy(z, z, { posWeight: zeros([2, 3]) }),
      ShapeError,
    ],
    [
      'posWeight must be float32 like the logits, got float64',
      () => sigmoidCrossEntropy(z, z, { posWeight: float64(1) }),
      DTypeError,
    ],
    [
      'labelSmoothing must lie in [0, 1], got 1.5',
      () => sigmoidCrossEntropy(z, z, { labelSmoothing: 1.5 }),
      Error,
    ],
    [
      'labelSmoothing must be a number, got NaN',
      () => sigmoidCrossEntropy(z, z, { labelSmoothing: NaN }),
      Error,
    ],
  ])('%s', (message, wrong, type) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(message);
  });
});
