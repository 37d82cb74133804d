import {
  ArgumentError,
  compile,
  DTypeError,
  oneHot,
  ShapeError,
  sum,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';
import { sparseSoftmaxCrossEntropy } from './sparse-softmax-cross-entropy.ts';

const float64 = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'float64' });
const int = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'int32' });

/** -Σ wₖ·yₖ·(zₖ - ln Σ eᶻ), straight from the definition. */
const byDefinition = (z: readonly number[], y: readonly number[], w = y.map(() => 1)): number => {
  const logSum = Math.log(z.reduce((total, logit) => total + Math.exp(logit), 0));
  return -y.reduce((total, label, k) => total + w[k]! * label * (z[k]! - logSum), 0);
};

const logits = fc.array(between(-20, 20), { minLength: 1, maxLength: 5 });

test('is -Σ yₖ·logSoftmax(z)ₖ, smoothed and weighed', () => {
  const cases = logits.chain((z) =>
    fc.record({
      z: fc.constant(z),
      y: fc.array(between(0, 1), {
        minLength: z.length,
        maxLength: z.length,
      }),
      w: fc.array(between(0, 3), {
        minLength: z.length,
        maxLength: z.length,
      }),
      e: between(0, 1),
    }),
  );
  fc.assert(
    fc.property(cases, ({ z, y, w, e }) => {
      const smooth = y.map((label) => label * (1 - e) + e / z.length);
      const loss = softmaxCrossEntropy(float64([z, z]), float64([y, y]), {
        labelSmoothing: e,
        classWeights: w,
      });
      expect(loss.toArray()).toEqual(
        [0, 1].map(() => expect.closeTo(byDefinition(z, smooth, w), 10)),
      );
    }),
  );
});

test('sparse is the same with one-hot labels, whatever the options and axes', () => {
  const cases = fc.record({
    labels: fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
    labelSmoothing: fc.constantFrom(0, 0.1, 1),
    classWeights: fc.constantFrom<number | readonly number[]>(1, [0.5, 1, 2]),
    reduction: fc.constantFrom(
      'none' as const,
      'mean' as const,
      'sum' as const,
      'weightedMean' as const,
    ),
    shape: fc.constantFrom([4], [2, 2], [1, 4]),
  });
  fc.assert(
    fc.property(cases, ({ labels, shape, ...options }) => {
      const z = tensor(
        Float64Array.from({ length: 12 }, (_, i) => Math.sin(i * i)),
        { shape: [...shape, 3] },
      );
      const y = tensor(Int32Array.from(labels), { shape });
      const sparse = sparseSoftmaxCrossEntropy(z, y, options);
      expect(sparse.shape).toEqual(options.reduction === 'none' ? shape : []);
      expect(sparse.toArray()).toEqual(
        softmaxCrossEntropy(z, oneHot(y, { classes: 3, dtype: 'float64' }), options).toArray(),
      );
    }),
  );
});

test('weightedMean divides by the weights of the labels, mean by their number', () => {
  const [z, y] = [
    float64([
      [1, 2],
      [0, 3],
    ]),
    int([0, 1]),
  ];
  const classWeights = [1, 3];
  const [a, b] = sparseSoftmaxCrossEntropy(z, y, { classWeights }).data as unknown as [
    number,
    number,
  ];
  const reduced = (reduction: 'weightedMean' | 'mean') =>
    sparseSoftmaxCrossEntropy(z, y, { classWeights, reduction }).item();
  expect([reduced('weightedMean'), reduced('mean')]).toEqual([
    expect.closeTo((a + b) / 4, 14),
    expect.closeTo((a + b) / 2, 14),
  ]);
});

describe('at the extremes', () => {
  const z = tensor([
    [1000, 0, -1000],
    [-1000, -1000, -1000],
    [3e38, -3e38, 0],
  ]);

  it('losses are finite, or as large as they must be', () => {
    expect(sparseSoftmaxCrossEntropy(z, int([2, 1, 0])).toArray()).toEqual([
      2000,
      Math.fround(Math.log(3)),
      0,
    ]);
    expect(sparseSoftmaxCrossEntropy(z, int([0, 1, 2])).toArray()).toEqual([
      0,
      Math.fround(Math.log(3)),
      Math.fround(3e38),
    ]);
  });

  it('a class ruled out by -Infinity counts nothing, unless it is the label', () => {
    const ruledOut = tensor([[0, -Infinity, 0]]);
    expect(sparseSoftmaxCrossEntropy(ruledOut, int([0])).toArray()).toEqual([
      Math.fround(Math.log(2)),
    ]);
    expect(sparseSoftmaxCrossEntropy(ruledOut, int([1])).toArray()).toEqual([Infinity]);
  });

  it('one class is always right, and no examples have no loss', () => {
    expect(sparseSoftmaxCrossEntropy(tensor([[5], [-7]]), int([0, 0])).toArray()).toEqual([0, 0]);
    expect(sparseSoftmaxCrossEntropy(zeros([0, 3]), int([])).shape).toEqual([0]);
    expect(sparseSoftmaxCrossEntropy(tensor([0, 0]), int(1)).item()).toBe(Math.fround(Math.LN2));
  });
});

describe('labels that are not a class', () => {
  const z = zeros([4, 3]);

  it.each([
    [
      [0, 3, 7, 0],
      'label 3 in row 1 is none of the 3 classes of logits of shape [4, 3]; labels run from 0 to 2',
    ],
    [[0, 0, 2, -1], 'label -1 in row 3'],
  ])('%s: %s', (labels, message) => {
    expect(() => sparseSoftmaxCrossEntropy(z, int(labels))).toThrow(ArgumentError);
    expect(() => sparseSoftmaxCrossEntropy(z, int(labels))).toThrow(
      `sparseSoftmaxCrossEntropy: ${message}`,
    );
  });

  it('show as NaN inside compile, where labels cannot be read', () => {
    const compiled = compile((logits: Tensor, labels: Tensor) =>
      sparseSoftmaxCrossEntropy(logits, labels),
    );
    const third = Math.fround(Math.log(3));
    expect(compiled(z, int([0, 3, 2, -1])).toArray()).toEqual([third, NaN, third, NaN]);
    expect(compiled(z, int([0, 1, 2, 1])).toArray()).toEqual(
      sparseSoftmaxCrossEntropy(z, int([0, 1, 2, 1])).toArray(),
    );
  });
});

describe('what does not fit is refused by name', () => {
  const z = zeros([2, 3]);
  it.each<[string, () => unknown, new () => Error]>([
    [
      'sparseSoftmaxCrossEntropy: logits of shape [2, 3] and labels of shape [3] do not fit: logits have one axis more, the classes',
      () => sparseSoftmaxCrossEntropy(z, int([0, 1, 2])),
      ShapeError,
    ],
    [
      'labels of shape [2, 1] do not fit',
      () => sparseSoftmaxCrossEntropy(z, int([[0], [1]])),
      ShapeError,
    ],
    [
      'logits of shape [] and labels of shape [] do not fit',
      () => sparseSoftmaxCrossEntropy(tensor(1), int(0)),
      ShapeError,
    ],
    [
      'sparseSoftmaxCrossEntropy: labels must be int32 class numbers, got float32',
      () => sparseSoftmaxCrossEntropy(z, zeros([2])),
      DTypeError,
    ],
    [
      'sparseSoftmaxCrossEntropy: logits must be floats, got int32',
      () => sparseSoftmaxCrossEntropy(int([[1]]), int([0])),
      DTypeError,
    ],
    [
      'softmaxCrossEntropy: logits of shape [2, 3] and labels of shape [3] must have the same shape',
      () => softmaxCrossEntropy(z, zeros([3])),
      ShapeError,
    ],
    [
      'softmaxCrossEntropy: labels must be float32 like the logits, got int32; for class numbers use sparseSoftmaxCrossEntropy',
      () => softmaxCrossEntropy(z, int([0, 1])),
      DTypeError,
    ],
    [
      'softmaxCrossEntropy: logits have shape [..., classes], got a scalar',
      () => softmaxCrossEntropy(tensor(1), tensor(1)),
      ShapeError,
    ],
    [
      'classWeights of shape [2] must hold one number for each class of logits of shape [2, 3]',
      () => softmaxCrossEntropy(z, z, { classWeights: [1, 2] }),
      ShapeError,
    ],
    [
      'softmaxCrossEntropy: labelSmoothing must lie in [0, 1], got -0.1',
      () => softmaxCrossEntropy(z, z, { labelSmoothing: -0.1 }),
      ArgumentError,
    ],
    [
      'softmaxCrossEntropy: unknown reduction max',
      () => softmaxCrossEntropy(z, z, { reduction: 'max' as never }),
      ArgumentError,
    ],
  ])('%s', (message, wrong, type) => {
    expect(wrong).toThrow(type);
    expect(wrong).toThrow(message);
  });
});

test('rows that do not sum to one are taken as they are', () => {
  const [z, y] = [float64([[1, 2]]), float64([[2, 3]])];
  expect(sum(softmaxCrossEntropy(z, y)).item()).toBeCloseTo(byDefinition([1, 2], [2, 3]), 12);
});
