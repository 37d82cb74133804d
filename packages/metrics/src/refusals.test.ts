import {
  ArgumentError,
  compile,
  DTypeError,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  averagePrecision,
  binaryAccuracy,
  classReport,
  fBeta,
  logLoss,
  mae,
  mse,
  rmse,
  rocAuc,
  rocCurve,
  rSquared,
  topK,
} from './index.ts';

const floats = (...shape: readonly number[]): Tensor => zeros(shape);
const ints = (...shape: readonly number[]): Tensor => zeros(shape, { dtype: 'int32' });
const doubles = (...shape: readonly number[]): Tensor => zeros(shape, { dtype: 'float64' });

type Metric = (a: Tensor, b: Tensor) => unknown;

const regression: readonly (readonly [string, Metric])[] = [
  ['mae', mae],
  ['mse', mse],
  ['rmse', rmse],
  ['rSquared', rSquared],
];
const ranking: readonly (readonly [string, Metric])[] = [
  ['averagePrecision', averagePrecision],
  ['rocAuc', rocAuc],
  ['rocCurve', rocCurve],
];

describe.each(regression)('%s refuses', (name, metric) => {
  it.each([
    ['integers', ints(3), ints(3), DTypeError, 'floats of one dtype, got int32 and int32'],
    ['two dtypes', floats(3), doubles(3), DTypeError, 'got float32 and float64'],
    ['integer targets', floats(3), ints(3), DTypeError, 'got float32 and int32'],
    ['other shapes', floats(3, 1), floats(3), ShapeError, 'shape [3, 1] and targets of shape [3]'],
    ['no examples', floats(0), floats(0), ArgumentError, 'an empty batch has no mean'],
  ] as const)('%s', (_, predictions, targets, kind, message) => {
    const attempt = (): unknown => metric(predictions, targets);
    expect(attempt).toThrow(kind);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(new RegExp(`^${name}: `));
  });
});

describe.each(ranking)('%s refuses', (name, metric) => {
  const labels = tensor([0, 1, 1], { dtype: 'int32' });
  const none = ints(3);
  it.each([
    ['integer scores', ints(3), labels, DTypeError, 'scores must be floats'],
    ['float labels', floats(3), floats(3), DTypeError, 'labels int32, got float32 and float32'],
    ['three axes', floats(3, 1, 1), labels, ShapeError, 'got [3, 1, 1] and [3]'],
    ['three columns', floats(3, 3), labels, ShapeError, 'got [3, 3] and [3]'],
    ['no column', floats(3, 0), labels, ShapeError, 'got [3, 0] and [3]'],
    ['labels of two axes', floats(3), ints(3, 1), ShapeError, 'got [3] and [3, 1]'],
    ['another number of labels', floats(2), labels, ShapeError, 'got [2] and [3]'],
    ['no example of class 1', floats(3), none, ArgumentError, 'got 0 of class 1 among 3'],
  ] as const)('%s', (_, scores, of, kind, message) => {
    const attempt = (): unknown => metric(scores, of);
    expect(attempt).toThrow(kind);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(new RegExp(`^${name}: `));
  });
});

it.each([
  ['rocAuc', rocAuc],
  ['rocCurve', rocCurve],
] as const)('%s refuses examples of class 1 alone', (name, metric) => {
  const attempt = (): unknown => metric(floats(3), tensor([1, 1, 1], { dtype: 'int32' }));
  expect(attempt).toThrow(ArgumentError);
  expect(attempt).toThrow(`${name}: needs examples of both classes, got 3 of class 1 among 3`);
});

describe('other metrics refuse', () => {
  it.each([
    ['logLoss', logLoss, ints(2, 3), ints(2), DTypeError, 'got int32 and int32'],
    ['logLoss', logLoss, floats(2, 3), floats(2), DTypeError, 'got float32 and float32'],
    ['logLoss', logLoss, floats(2, 3), ints(3), ShapeError, 'got [2, 3] and [3]'],
    ['logLoss', logLoss, floats(2), ints(2), ShapeError, 'got [2] and [2]'],
    ['logLoss', logLoss, floats(0, 3), ints(0), ArgumentError, 'an empty batch has no mean'],
    ['binaryAccuracy', binaryAccuracy, ints(2), ints(2), DTypeError, 'floats, got int32'],
    ['binaryAccuracy', binaryAccuracy, floats(2, 2), ints(2), ShapeError, '[2, 2] and'],
    ['binaryAccuracy', binaryAccuracy, floats(2, 1), ints(1), ShapeError, '[2, 1] and'],
    ['binaryAccuracy', binaryAccuracy, floats(2, 3, 1), ints(2, 2), ShapeError, '[2, 3, 1] and'],
    ['binaryAccuracy', binaryAccuracy, floats(0), ints(0), ArgumentError, 'an empty batch has no'],
    ['topK', topK(1), ints(2, 3), ints(2), ShapeError, 'got int32 of shape [2, 3]'],
    ['topK', topK(1), floats(2, 3), ints(3), ShapeError, 'float scores have one axis more'],
    ['topK', topK(4), floats(2, 3), ints(2), ArgumentError, 'k is 4, but there are 3 classes'],
    ['topK', topK(1), floats(0, 3), ints(0), ArgumentError, 'an empty batch has no share'],
    [
      'accuracy',
      accuracy,
      ints(2),
      ints(3),
      ShapeError,
      'int32 classes have the shape of the labels',
    ],
  ] as const)('%s of case %#', (name, metric, a, b, kind, message) => {
    const attempt = (): unknown => (metric as Metric)(a, b);
    expect(attempt).toThrow(kind);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(new RegExp(`^${name}: `));
  });

  it('a confusion matrix that is none, and another number of names', () => {
    expect(() => classReport(ints(2))).toThrow('got [2]');
    expect(() => classReport(ints(2, 3))).toThrow('got [2, 3]');
    expect(() => classReport(ints(2, 2, 2))).toThrow('got [2, 2, 2]');
    expect(() => classReport(ints(2, 2), { names: ['a'] })).toThrow('1 names for 2 classes');
  });

  it('a β that is infinite', () => {
    expect(() => fBeta({ beta: Infinity, classes: 2 })).toThrow(
      'beta must lie in (0, ∞), got Infinity',
    );
  });
});

describe('metrics of several axes', () => {
  it('count each place once', () => {
    const logits = tensor([
      [[1], [-1]],
      [[1], [-1]],
    ]);
    const labels = tensor(
      [
        [1, 0],
        [1, 1],
      ],
      { dtype: 'int32' },
    );
    expect(binaryAccuracy(logits, labels).item()).toBe(0.75);
    const scores = tensor([
      [
        [3, 2, 1],
        [1, 2, 3],
      ],
      [
        [3, 2, 1],
        [3, Number.NaN, 1],
      ],
    ]);
    const classes = tensor(
      [
        [1, 2],
        [2, 0],
      ],
      { dtype: 'int32' },
    );
    expect(topK(2)(scores, classes).item()).toBe(0.5);
  });

  it('logLoss clips a certain right answer to less than 1', () => {
    const certain = tensor([[0, 1]]);
    const label = tensor([1], { dtype: 'int32' });
    const expected = -Math.log1p(-(2 ** -23));
    expect(logLoss(certain, label).item()).toBeCloseTo(expected, 12);
    expect(logLoss(certain, label).item()).toBeGreaterThan(0);
  });

  it('R² takes the mean of each column by itself', () => {
    const targets = tensor([
      [0, 100],
      [2, 104],
    ]);
    const predictions = tensor([
      [0, 101],
      [2, 104],
    ]);
    // The columns vary by 2 and by 8 about their own means; the error is 1.
    expect(rSquared(predictions, targets).item()).toBeCloseTo(0.9, 6);
  });

  it('work inside compile, where labels cannot be read', () => {
    const f = compile((p: Tensor, y: Tensor) => logLoss(p, y));
    const half = tensor([[0.5, 0.5]]);
    expect(f(half, tensor([0], { dtype: 'int32' })).item()).toBeCloseTo(Math.LN2, 6);
  });
});

describe('classReport of a matrix without examples', () => {
  it('has zeros, and no accuracy', () => {
    const { accuracy: share, macro, weighted } = classReport(ints(2, 2));
    expect(share).toBeNaN();
    expect(weighted).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(macro).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
  });

  it('averages by class and by support', () => {
    const { macro, weighted } = classReport(
      tensor(
        [
          [1, 1],
          [0, 6],
        ],
        { dtype: 'int32' },
      ),
    );
    expect(macro.recall).toBeCloseTo(0.75, 12);
    expect(weighted.recall).toBeCloseTo((2 * 0.5 + 6 * 1) / 8, 12);
    expect(weighted.precision).toBeCloseTo((2 * 1 + 6 * (6 / 7)) / 8, 12);
    expect(weighted.support).toBe(8);
  });
});
