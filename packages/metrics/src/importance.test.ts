import {
  add,
  equal,
  foldIn,
  key,
  matmul,
  mean,
  reshape,
  softmax,
  square,
  sub,
  type Tensor,
  tensor,
  variance,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partialDependence, permutationImportance } from './importance.ts';

const ROWS = 200;
const WEIGHTS = [1.5, -0.5, 0];
/** The rows that scikit-learn was given, too. */
const x = tensor(
  Array.from({ length: ROWS }, (_, i) => [Math.sin(i), 2 * Math.cos(2.7 * i), ((i * 7) % 11) / 11]),
  { dtype: 'float64' },
);
const linear =
  (weights: readonly number[]) =>
  (of: Tensor): Tensor =>
    add(
      reshape(
        matmul(
          of,
          tensor(
            weights.map((w) => [w]),
            { dtype: 'float64' },
          ),
        ),
        [of.shape[0]!],
      ),
      0.25,
    );
const predict = linear(WEIGHTS);
const y = predict(x);
const negativeMse = (of: Tensor): number => -mean(square(sub(predict(of), y))).item();
const groups = ['a', 'b', 'c'].map((name, start) => ({ name, start, end: start + 1 }));

describe('permutationImportance', () => {
  it("agrees with scikit-learn's numbers for a linear model, up to their randomness", async () => {
    // permutation_importance(model, X, y, scoring='neg_mean_squared_error', n_repeats=200), scikit-learn 1.9.1.
    const means = [2.23664925, 0.99841895, 0];
    const stds = [0.16356145, 0.06194394, 0];
    const found = await permutationImportance(negativeMse, x, {
      groups,
      repeats: 200,
      key: key(1),
    });
    expect(found.score).toBe(-0);
    found.groups.forEach(({ mean: ours, std }, i) => {
      // Four standard errors of the difference of two means.
      expect(Math.abs(ours - means[i]!)).toBeLessThanOrEqual(4 * stds[i]! * Math.sqrt(2 / 200));
      expect(Math.abs(std - stds[i]!)).toBeLessThanOrEqual(0.3 * stds[i]!);
    });
  });

  it('is 2 w² var(x) on average for a linear model and its squared error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 30 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        fc.nat(),
        async (values, w, seed) => {
          const column = tensor(
            values.map((v) => [v]),
            { dtype: 'float64' },
          );
          const model = linear([w]);
          const truth = model(column);
          const score = (of: Tensor): number => -mean(square(sub(model(of), truth))).item();
          const [one] = (
            await permutationImportance(score, column, {
              groups: [{ name: 'x', start: 0, end: 1 }],
              repeats: 300,
              key: key(seed),
            })
          ).groups;
          const expected = 2 * w ** 2 * variance(column).item();
          const error = one!.std / Math.sqrt(300);
          expect(Math.abs(one!.mean - expected)).toBeLessThanOrEqual(6 * error + 1e-9);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('of columns that the model ignores is exactly 0, and permutes a group as a whole', async () => {
    // Columns 0 and 1 are one-hot: permuted apart, their sum would not stay 1.
    const rows = tensor([
      [1, 0, 5],
      [0, 1, 6],
      [0, 1, 7],
      [1, 0, 8],
    ]);
    const sums: number[] = [];
    const score = (of: Tensor): number => {
      for (let i = 0; i < 4; i++) sums.push(of.data[3 * i]! + of.data[3 * i + 1]!);
      return 0.1 * of.data[2]! + Math.PI;
    };
    const { groups: found } = await permutationImportance(score, rows, {
      groups: [
        { name: 'word', start: 0, end: 2 },
        { name: 'number', start: 2, end: 3 },
      ],
      repeats: 8,
      key: key(3),
    });
    expect(new Set(sums)).toEqual(new Set([1]));
    expect(found[0]).toEqual({ name: 'word', drops: Array(8).fill(0), mean: 0, std: 0 });
    expect(found[1]!.std).toBeGreaterThan(0);
  });

  it('has the same bits for the same key, whatever the other groups, and more repeats continue fewer', async () => {
    const run = (of: typeof groups, repeats: number, k = key(5)) =>
      permutationImportance(negativeMse, x, { groups: of, repeats, key: k });
    const all = await run(groups, 4);
    expect(await run(groups, 4)).toEqual(all);
    expect((await run([groups[1]!], 4)).groups[0]).toEqual(all.groups[1]);
    expect((await run(groups, 6)).groups[0]!.drops.slice(0, 4)).toEqual(all.groups[0]!.drops);
    expect((await run(groups, 4, foldIn(key(5), 1))).groups[0]!.drops).not.toEqual(
      all.groups[0]!.drops,
    );
  });

  it('of one row, one group and one repeat is 0, and leaves x as it was', async () => {
    const one = tensor([[3, 4]]);
    const copy = tensor([[3, 4]]);
    const found = await permutationImportance((of) => of.data[0]!, one, {
      groups: [{ name: 'a', start: 0, end: 1 }],
      repeats: 1,
      key: key(1),
    });
    expect(found).toEqual({ score: 3, groups: [{ name: 'a', drops: [0], mean: 0, std: 0 }] });
    expect(equal(one, copy).toArray()).toEqual([[1, 1]]);
  });

  it.each([
    ['rows', tensor([], { shape: [0, 2] }), { groups: [] }, 'at least one row'],
    ['a matrix', tensor([1, 2]), { groups: [] }, 'must have shape [rows, columns]'],
    ['repeats', x, { groups: [], repeats: 0 }, 'repeats must be an integer from 1, got 0'],
    ['columns', x, { groups: [{ name: 'z', start: 2, end: 4 }] }, 'x has columns 0 to 2'],
    ['a column', x, { groups: [{ name: 'z', start: 1, end: 1 }] }, "group 'z'"],
  ] as const)('without %s throws an error that says so', async (_, of, options, message) => {
    await expect(permutationImportance(() => 0, of, { ...options, key: key(1) })).rejects.toThrow(
      message,
    );
  });

  it('refuses a score that is not a number', async () => {
    const score = (() => tensor(1)) as unknown as (of: Tensor) => number;
    await expect(permutationImportance(score, x, { groups, key: key(1) })).rejects.toThrow(
      'the score must be a number',
    );
  });
});

describe('partialDependence', () => {
  it("agrees with scikit-learn's numbers for a linear model", async () => {
    // partial_dependence(model, X, [0], kind='average', method='brute', grid_resolution=5), scikit-learn 1.9.1.
    const grid = [-0.986848625, -0.493076799, 6.95026619e-4, 0.494466852, 0.988238678];
    const average = [-1.23023341, -0.48957567, 0.25108207, 0.9917398, 1.73239754];
    const found = await partialDependence(
      predict,
      x,
      groups[0]!,
      tensor(
        grid.map((v) => [v]),
        { dtype: 'float64' },
      ),
    );
    average.forEach((value, i) => {
      expect(found.data[i]).toBeCloseTo(value, 6);
    });
  });

  it('of a column that the model ignores is flat, and has a row of all outputs for each point', async () => {
    const logits = (of: Tensor): Tensor =>
      matmul(
        of,
        tensor(
          [
            [1, -1],
            [2, 0],
            [0, 0],
          ],
          { dtype: 'float64' },
        ),
      );
    const grid = tensor([[-5], [0], [99]], { dtype: 'float64' });
    const found = await partialDependence((of) => softmax(logits(of)), x, groups[2]!, grid);
    expect(found.shape).toEqual([3, 2]);
    const [first, ...others] = found.toArray() as number[][];
    for (const other of others) expect(other).toEqual(first);
    expect(first![0]! + first![1]!).toBeCloseTo(1, 12);
  });

  it.each([
    ['another width', tensor([[1, 2]], { dtype: 'float64' }), 'must have shape [points, 1]'],
    ['no point', tensor([], { shape: [0, 1], dtype: 'float64' }), 'at least one point'],
    ['another dtype', tensor([[1]]), 'the grid must be float64'],
  ])('refuses a grid of %s', async (_, grid, message) => {
    await expect(partialDependence(predict, x, groups[0]!, grid)).rejects.toThrow(message);
  });

  it('refuses predictions that are not one for each row', async () => {
    const grid = tensor([[1]], { dtype: 'float64' });
    await expect(partialDependence((of) => mean(of), x, groups[0]!, grid)).rejects.toThrow(
      'a prediction for each of 200 rows',
    );
  });
});
