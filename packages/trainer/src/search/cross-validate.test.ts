import { expect, test } from 'vitest';
import { crossValidate } from './cross-validate.ts';

const folds = [4, 8, 6].map((n) => ({ train: [n], validation: [n] }));

test('the mean of the folds, and its standard error by the definition', async () => {
  const indices: number[] = [];
  const result = await crossValidate({
    folds,
    run: async ({ validation }, index) => {
      indices.push(index);
      return validation[0]!;
    },
  });
  expect(result).toEqual({
    values: [4, 8, 6],
    mean: 6,
    standardError: expect.closeTo(2 / Math.sqrt(3), 14),
  });
  expect(indices).toEqual([0, 1, 2]);
});

test('one fold has no error known, none has no mean; a fold that throws is heard', async () => {
  const one = await crossValidate({ folds: folds.slice(1, 2), run: () => 5 });
  expect([one.mean, one.standardError]).toEqual([5, NaN]);
  await expect(crossValidate({ folds: [], run: () => 0 })).rejects.toThrow('at least one fold');
  const failing = () => {
    throw new Error('diverged');
  };
  await expect(crossValidate({ folds, run: failing })).rejects.toThrow('diverged');
});
