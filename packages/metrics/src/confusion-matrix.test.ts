import {
  ArgumentError,
  add,
  compile,
  DTypeError,
  oneHot,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { confusionMatrix } from './confusion-matrix.ts';

const int = (values: Parameters<typeof tensor>[0]) => tensor(values, { dtype: 'int32' });
const classes = 3;
const pairs = fc.array(fc.tuple(fc.nat(classes - 1), fc.nat(classes - 1)), { maxLength: 30 });

const matrixOf = (examples: readonly (readonly [number, number])[]): Tensor =>
  confusionMatrix(
    int(examples.map(([predicted]) => predicted)),
    int(examples.map(([, label]) => label)),
    { classes },
  );

test('counts in row i and column j what is i and was taken for j', () => {
  fc.assert(
    fc.property(pairs, (examples) => {
      const counted = Array.from({ length: classes }, (_, i) =>
        Array.from(
          { length: classes },
          (_, j) => examples.filter(([p, y]) => y === i && p === j).length,
        ),
      );
      const matrix = matrixOf(examples);
      expect([matrix.dtype, matrix.toArray()]).toEqual(['int32', counted]);
    }),
  );
});

test('of two batches is the sum of theirs', () => {
  fc.assert(
    fc.property(pairs, pairs, (a, b) => {
      expect(matrixOf([...a, ...b]).toArray()).toEqual(add(matrixOf(a), matrixOf(b)).toArray());
    }),
  );
});

test('takes scores, also inside compile', () => {
  const [predicted, labels] = [int([0, 2, 1, 1]), int([0, 1, 1, 2])];
  const scores = oneHot(predicted, { classes });
  const expected = [
    [1, 0, 0],
    [0, 1, 1],
    [0, 1, 0],
  ];
  const compiled = compile((p: Tensor, y: Tensor) => confusionMatrix(p, y, { classes }));
  expect(
    [
      confusionMatrix(scores, labels, { classes }),
      compiled(scores, labels),
      compiled(predicted, labels),
    ].map((m) => m.toArray()),
  ).toEqual([expected, expected, expected]);
});

test('one class, no examples, more axes', () => {
  expect(confusionMatrix(int([0, 0]), int([0, 0]), { classes: 1 }).toArray()).toEqual([[2]]);
  expect(matrixOf([])).toMatchObject({ dtype: 'int32', shape: [3, 3] });
  expect(matrixOf([]).data.every((count) => count === 0)).toBe(true);
  expect(confusionMatrix(int([[0, 1]]), int([[1, 1]]), { classes: 2 }).toArray()).toEqual([
    [0, 0],
    [1, 1],
  ]);
});

describe('what is not a class is refused', () => {
  it('naming the first, and its row', () => {
    expect(() => confusionMatrix(int([0, 1]), int([0, 3]), { classes })).toThrow(ArgumentError);
    expect(() => confusionMatrix(int([0, 1]), int([0, 3]), { classes })).toThrow(
      'confusionMatrix: label 3 in row 1 is none of the 3 classes; they run from 0 to 2',
    );
    expect(() => confusionMatrix(int([-1, 9]), int([0, 1]), { classes })).toThrow(
      'confusionMatrix: prediction -1 in row 0',
    );
    expect(() => confusionMatrix(zeros([1, 4]), int([3]), { classes })).toThrow('label 3');
  });

  it('inside compile too, and never counted in another cell', () => {
    const compiled = compile((p: Tensor, y: Tensor) => confusionMatrix(p, y, { classes }));
    for (const [p, y] of [
      [5, 0],
      [0, 3],
      [-1, 1],
    ] as const)
      expect(() => compiled(int([p]), int([y]))).toThrow(ArgumentError);
  });
});

test.each<[string, () => unknown, new () => Error]>([
  [
    'classes must be an integer from 1, got 0',
    () => confusionMatrix(int([]), int([]), { classes: 0 }),
    ArgumentError,
  ],
  [
    'classes must be an integer from 1, got 1.5',
    () => confusionMatrix(int([]), int([]), { classes: 1.5 }),
    ArgumentError,
  ],
  [
    'classes of shape [2] and labels of shape [1] do not fit',
    () => confusionMatrix(int([0, 0]), int([0]), { classes }),
    ShapeError,
  ],
  ['labels must be int32', () => confusionMatrix(int([0]), zeros([1]), { classes }), DTypeError],
])('%s', (message, wrong, type) => {
  expect(wrong).toThrow(type);
  expect(wrong).toThrow(`confusionMatrix: ${message}`);
});
