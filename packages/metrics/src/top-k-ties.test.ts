import { compile, type Tensor, tensor, zeros } from '@puregrad/tensors';
import { expect, it } from 'vitest';
import { topK } from './top-k.ts';

const labels = (...values: readonly number[]) => tensor(values, { dtype: 'int32' });

it('topK of a dead network is chance: ties share the places that are left', () => {
  for (const k of [1, 3, 10]) {
    const of = topK(k);
    for (const f of [of, compile((s: Tensor, l: Tensor) => of(s, l))])
      expect(f(zeros([4, 10]), labels(1, 2, 3, 9)).item()).toBeCloseTo(k / 10, 6);
  }
});

it.each([
  // Scores, label, k, min(1, max(0, (k - better) / tied)).
  [[3, 2, 2, 2], 1, 1, 0],
  [[3, 2, 2, 2], 1, 2, 1 / 3],
  [[3, 2, 2, 2], 3, 3, 2 / 3],
  [[3, 2, 2, 2], 2, 4, 1],
  [[3, 3, 1, 0], 0, 1, 1 / 2],
  [[3, 3, 1, 0], 1, 2, 1],
  [[3, 3, 1, 0], 3, 3, 0],
  [[-Infinity, -Infinity, 1, 0], 0, 3, 1 / 2],
  [[Number.NaN, 3, 1, 0], 1, 4, 0],
  [[3, 2, 1, 0], 7, 4, 0],
] as const)('topK: scores %j, label %d, k = %d', (scores, label, k, share) => {
  expect(topK(k)(tensor([[...scores]]), labels(label)).item()).toBeCloseTo(share, 6);
});

it('topK of a label that is not a class is 0, in its own row and in no other', () => {
  const scores = tensor([
    [-Infinity, -Infinity],
    [1, 0],
  ]);
  expect(topK(1)(scores, labels(9, 0)).item()).toBe(0.5);
  expect(topK(1)(scores, labels(0, 9)).item()).toBe(0.25);
});
