import { ArgumentError, compile, DTypeError, ShapeError, tensor, zeros } from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { accuracy } from './accuracy.ts';
import { correct } from './correct.ts';

const int = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'int32' });

test('are the share and the number of examples whose best score is the label', () => {
  const rows = fc.array(
    fc.record({
      scores: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 3, maxLength: 3 }),
      label: fc.nat(2),
    }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(rows, (examples) => {
      const scores = tensor(examples.map((row) => row.scores));
      const labels = int(examples.map((row) => row.label));
      const hits = examples.filter(
        (row) => row.scores.indexOf(Math.max(...row.scores)) === row.label,
      ).length;
      expect(correct(scores, labels).item()).toBe(hits);
      expect(accuracy(scores, labels).item()).toBe(Math.fround(hits / examples.length));
      expect(compile(accuracy)(scores, labels).item()).toBe(accuracy(scores, labels).item());
    }),
  );
});

test('take predicted classes in place of scores, and any number of axes', () => {
  expect(accuracy(int([1, 0, 2]), int([1, 1, 2])).item()).toBe(Math.fround(2 / 3));
  expect(
    correct(
      tensor([
        [
          [0, 1],
          [1, 0],
        ],
        [
          [0, 1],
          [0, 1],
        ],
      ]),
      int([
        [1, 0],
        [0, 0],
      ]),
    ).item(),
  ).toBe(2);
  expect(accuracy(tensor([0.1, 0.9]), int(1)).item()).toBe(1);
});

test('are float32 and int32 scalars', () => {
  const args = [tensor([[1, 2]], { dtype: 'float64' }), int([1])] as const;
  expect(accuracy(...args)).toMatchObject({ dtype: 'float32', shape: [] });
  expect(correct(...args)).toMatchObject({ dtype: 'int32', shape: [] });
});

test('one class is always right; an empty batch has no right predictions, and no accuracy', () => {
  expect(accuracy(tensor([[3], [-1]]), int([0, 0])).item()).toBe(1);
  expect(correct(zeros([0, 3]), int([])).item()).toBe(0);
  expect(() => accuracy(zeros([0, 3]), int([]))).toThrow(ArgumentError);
  expect(() => accuracy(zeros([0, 3]), int([]))).toThrow(
    'accuracy: an empty batch has no accuracy',
  );
});

describe.each([
  ['accuracy', accuracy],
  ['correct', correct],
] as const)('%s refuses by name', (name, metric) => {
  it.each<[string, () => unknown, new () => Error]>([
    [
      'scores of shape [2, 3] and labels of shape [3] do not fit',
      () => metric(zeros([2, 3]), int([0, 1, 2])),
      ShapeError,
    ],
    [
      'classes of shape [2] and labels of shape [1] do not fit',
      () => metric(int([0, 1]), int([0])),
      ShapeError,
    ],
    [
      'scores of shape [] and labels of shape [] do not fit',
      () => metric(tensor(1), int(0)),
      ShapeError,
    ],
    [
      'labels must be int32 class numbers, got float32',
      () => metric(zeros([2, 3]), zeros([2])),
      DTypeError,
    ],
  ])('%s', (message, wrong, type) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(`${name}: ${message}`);
  });
});
