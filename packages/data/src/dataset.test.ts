import { ArgumentError, ShapeError, scalar, tensor, zeros } from '@puregrad/tensors';
import { right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { dataset } from './dataset.ts';
import { requireClasses } from './require-classes.ts';

const int32 = { dtype: 'int32' } as const;

describe('dataset', () => {
  test('keeps the very tensors', () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const y = tensor([0, 1], int32);
    const result = dataset(x, y);
    expect(result).toStrictEqual(right({ x, y }));
    expect(result._tag === 'Right' && result.right.x).toBe(x);
  });

  test('one row is a dataset, none is not', () => {
    expect(dataset(zeros([1, 3]), zeros([1], int32))._tag).toBe('Right');
    expect(dataset(zeros([0, 3]), zeros([0], int32))).toMatchObject({
      left: { _tag: 'EmptyDataset', message: expect.stringContaining('at least one') },
    });
  });

  test('counts must be equal', () => {
    expect(dataset(zeros([3, 2]), zeros([4], int32))).toMatchObject({
      left: {
        _tag: 'CountMismatch',
        x: [3, 2],
        y: [4],
        message: expect.stringContaining('x has 3 rows (shape [3, 2]) and y has 4'),
      },
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    '%d in x is named with row and column',
    (value) => {
      const x = tensor([
        [1, 2, 3],
        [4, 5, value],
        [value, 8, 9],
      ]);
      expect(dataset(x, zeros([3], int32))).toMatchObject({
        left: {
          _tag: 'NotFinite',
          part: 'x',
          row: 1,
          column: 2,
          value,
          message: expect.stringContaining(`x holds ${value} at row 1, column 2`),
        },
      });
    },
  );

  test('labels are whole numbers, of any dtype; real targets are asked for', () => {
    const x = zeros([3, 1]);
    const y = tensor([0, 1, 1.5]);
    expect(dataset(x, tensor([0, 1, 2]))._tag).toBe('Right');
    expect(dataset(x, y)).toMatchObject({
      left: {
        _tag: 'NotInteger',
        row: 2,
        column: 0,
        value: 1.5,
        message: expect.stringContaining("pass { targets: 'numbers' }"),
      },
    });
    expect(dataset(x, y, { targets: 'numbers' })._tag).toBe('Right');
    expect(dataset(x, tensor([0, Number.NaN, 1]))).toMatchObject({ left: { _tag: 'NotInteger' } });
    expect(dataset(x, tensor([0, Number.NaN, 1]), { targets: 'numbers' })).toMatchObject({
      left: { _tag: 'NotFinite', part: 'y', row: 1 },
    });
  });

  test('a scalar is a programming error', () => {
    expect(() => dataset(scalar(1), zeros([1]))).toThrow(ShapeError);
  });
});

describe('requireClasses', () => {
  const labelled = (labels: readonly number[]) => ({
    x: zeros([labels.length, 2]),
    y: tensor(labels, int32),
  });

  test('passes the dataset on', () => {
    const data = labelled([0, 2, 1]);
    const result = requireClasses(data, 3);
    expect(result._tag === 'Right' && result.right).toBe(data);
  });

  test.each([3, -1, 300])('names the row of label %i', (label) => {
    expect(requireClasses(labelled([0, 2, label, 9]), 3)).toMatchObject({
      left: {
        _tag: 'LabelOutOfRange',
        row: 2,
        value: label,
        classes: 3,
        message: expect.stringContaining(`row 2 has the label ${label}, where 3 classes`),
      },
    });
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses %d classes', (classes) => {
    expect(() => requireClasses(labelled([0]), classes)).toThrow(ArgumentError);
  });
});
