import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimize } from './lbfgs.ts';
import { leastSquares } from './least-squares.ts';
import { logisticRegression } from './logistic-regression.ts';

// The numbers of scikit-learn 1.9.1:
//   i = np.arange(12)[:, None]; j = np.arange(3)[None, :]
//   x = np.float32(np.sin(i * (j + 1) * 0.7 + j) * (1 + j)).astype(float); i = np.arange(12)
//   y = np.float32(3 + x @ [2, -1, .5] + np.cos(i * 5.0)).astype(float)
//   Ridge(alpha=1.0).fit(x, y)
//   LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit(x, np.cos(i * 5.0) + x[:, 0] > 0)
//   LogisticRegression(C=1.0, tol=1e-10, max_iter=10000).fit(x, (i * i) % 3 + (x[:, 1] > 1))
const values = Float32Array.from({ length: 36 }, (_, at) => {
  const [i, j] = [Math.floor(at / 3), at % 3];
  return Math.sin(i * (j + 1) * 0.7 + j) * (1 + j);
});
const rows = { values, count: 12, width: 3 };
const target = (i: number): number =>
  3 + 2 * values[3 * i]! - values[3 * i + 1]! + values[3 * i + 2]! / 2 + Math.cos(i * 5);
const close = (actual: Float64Array, expected: readonly number[], digits: number): void => {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits);
  });
};

describe('the linear models of baselines are those of scikit-learn', () => {
  it('Ridge', () => {
    const { weights, bias } = leastSquares(
      rows,
      Float32Array.from({ length: 12 }, (_, i) => target(i)),
    );
    close(weights, [1.765162562283356, -0.5296381190990395, 0.48399825637858834], 6);
    close(bias, [3.0618995003073235], 6);
  });

  it('LogisticRegression of two classes', () => {
    const labels = [1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1];
    const { weights, bias } = logisticRegression(rows, labels, 1);
    close(weights, [1.4267111864449276, 0.6506205733015759, -0.03581700439942999], 4);
    close(bias, [1.1297298307368107], 4);
  });

  it('LogisticRegression of three classes', () => {
    const labels = [1, 2, 1, 0, 1, 2, 0, 1, 1, 1, 2, 1];
    const { weights, bias } = logisticRegression(rows, labels, 3);
    const expected = [
      [-0.22027251862381633, -0.856906021365743, 0.8870699049780404],
      [0.13346786381547704, -0.15088020316400952, -0.15028774817167861],
      [0.08680465480833909, 1.0077862245297529, -0.7367821568063618],
    ];
    close(
      weights,
      [0, 1, 2].flatMap((j) => expected.map((ofClass) => ofClass[j]!)),
      4,
    );
    // Softmax ignores what all logits share; from 0, the biases keep the sum 0.
    close(bias, [-1.1605082894008774, 1.5973050534702333, -0.436796764069355], 4);
  });
});

it('L-BFGS finds the minimum of every quadratic', () => {
  const curvatures = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(curvatures, (of) => {
      const found = minimize(
        of.length,
        (point, gradient) =>
          of.reduce((total, curvature, i) => {
            gradient[i] = curvature * (point[i]! - i - 1);
            return total + (curvature * (point[i]! - i - 1) ** 2) / 2;
          }, 0),
        { maxSteps: 200, tolerance: 1e-7 },
      );
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(i + 1, 3);
      });
    }),
  );
});

it('separable classes, columns that repeat, more columns than rows, and single rows have finite weights', () => {
  const repeated = { values: [1, 1, 2, 2, 3, 3, 4, 4], count: 4, width: 2 };
  const wide = { values: [1, 0, 3, 2, 2, 1, 5, 0], count: 2, width: 4 };
  const single = { values: [2, 7], count: 1, width: 2 };
  for (const { rows: given, labels } of [
    { rows: repeated, labels: [0, 0, 1, 1] },
    { rows: wide, labels: [0, 1] },
    { rows: single, labels: [1] },
  ])
    for (const { weights, bias } of [
      leastSquares(given, labels),
      logisticRegression(given, labels, 1),
      logisticRegression(given, labels, 2),
    ])
      expect([...weights, ...bias].every(Number.isFinite)).toBe(true);
});
