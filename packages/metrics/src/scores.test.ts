import { compile, exp, mean, mul, neg, softmax, type Tensor, tensor } from '@puregrad/tensors';
import { between } from '@puregrad/tensors/testing/between';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logLoss } from './log-loss.ts';
import { mae, mse, rmse, rSquared } from './regression.ts';
import { rocAuc, rocCurve } from './roc-auc.ts';

const int = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' });
const float64 = (values: readonly number[]): Tensor => tensor(values, { dtype: 'float64' });

/** Scores from few values, so that ties are common, with both classes. */
const scored = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(1)), { minLength: 2, maxLength: 20 })
  .filter((rows) => new Set(rows.map(([, label]) => label)).size === 2);

describe('rocAuc', () => {
  it('is the share of pairs in the right order, ties half', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const of = (label: number) => rows.filter(([, y]) => y === label).map(([s]) => s);
        const pairs = of(1).flatMap((a) => of(0).map((b) => (a > b ? 1 : a === b ? 0.5 : 0)));
        const expected = pairs.reduce<number>((sum, x) => sum + x, 0) / pairs.length;
        const labels = int(rows.map(([, y]) => y));
        const scores = tensor(rows.map(([s]) => s));
        expect(rocAuc(scores, labels).item()).toBeCloseTo(expected, 6);
        expect(rocAuc(exp(scores), labels).item()).toBe(rocAuc(scores, labels).item());
        expect(rocAuc(neg(scores), labels).item()).toBeCloseTo(1 - expected, 6);
      }),
    );
  });

  it('of two logits takes their difference', () => {
    const labels = int([0, 1, 1]);
    expect(
      rocAuc(
        tensor([
          [5, 1],
          [1, 2],
          [9, 8],
        ]),
        labels,
      ).item(),
    ).toBe(1);
    expect(rocAuc(tensor([[-4], [1], [-1]]), labels).item()).toBe(1);
  });

  it('says what is wrong', () => {
    expect(() => rocAuc(tensor([1, 2]), int([1, 1]))).toThrow('needs examples of both classes');
    expect(() => rocAuc(tensor([1, 2]), int([0, 2]))).toThrow('label 2 in row 1');
    expect(() => rocAuc(tensor([1, Number.NaN]), int([0, 1]))).toThrow('the score of row 1 is NaN');
    expect(() => rocAuc(tensor([[1, 2, 3]]), int([0]))).toThrow('got [1, 3] and [1]');
  });
});

describe('rocCurve', () => {
  it('rises from (0, 0) to (1, 1), a point for each distinct score', () => {
    fc.assert(
      fc.property(scored, (rows) => {
        const curve = rocCurve(tensor(rows.map(([s]) => s)), int(rows.map(([, y]) => y)));
        expect(curve.length).toBe(new Set(rows.map(([s]) => s)).size + 1);
        expect(curve[0]).toEqual({
          threshold: Infinity,
          falsePositiveRate: 0,
          truePositiveRate: 0,
        });
        expect(curve.at(-1)).toMatchObject({ falsePositiveRate: 1, truePositiveRate: 1 });
        curve.slice(1).forEach((point, i) => {
          expect(point.threshold).toBeLessThan(curve[i]!.threshold);
          expect(point.truePositiveRate).toBeGreaterThanOrEqual(curve[i]!.truePositiveRate);
          expect(point.falsePositiveRate).toBeGreaterThanOrEqual(curve[i]!.falsePositiveRate);
        });
      }),
    );
  });
});

describe('logLoss', () => {
  it('is the cross entropy of the right classes', () => {
    const probabilities = softmax(
      tensor(
        [
          [1, 2, 3],
          [0, 0, 5],
        ],
        { dtype: 'float64' },
      ),
    );
    const [, , a, b] = probabilities.data as unknown as readonly number[];
    expect(logLoss(probabilities, int([2, 0])).item()).toBeCloseTo(
      -(Math.log(a!) + Math.log(b!)) / 2,
      12,
    );
    expect(compile(logLoss)(probabilities, int([2, 0])).item()).toBe(
      logLoss(probabilities, int([2, 0])).item(),
    );
  });

  it('stays finite where a right class has probability 0', () => {
    expect(logLoss(tensor([[1, 0]]), int([1])).item()).toBeCloseTo(23 * Math.LN2, 4);
    const double = tensor([[1, 0]], { dtype: 'float64' });
    expect(logLoss(double, int([1])).item()).toBeCloseTo(52 * Math.LN2, 10);
  });

  it('never counts a label that is not a class as a perfect answer', () => {
    const even = tensor([[0.5, 0.5]]);
    for (const label of [-1, 2]) {
      expect(() => logLoss(even, int([label]))).toThrow(
        `logLoss: label ${label} in row 0 is none of the 2 classes`,
      );
      expect(compile(logLoss)(even, int([label])).item()).toBeNaN();
    }
  });

  it('refuses other shapes', () => {
    expect(() => logLoss(tensor([1, 2]), int([0, 1]))).toThrow('got [2] and [2]');
    expect(() => logLoss(tensor([], { shape: [0, 2] }), int([]))).toThrow('empty batch');
  });
});

describe('regression', () => {
  const rows = fc.array(fc.tuple(between(-9, 9), between(-9, 9)), { minLength: 2, maxLength: 20 });

  it('agrees with sums written out', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const [p, y] = [float64(pairs.map(([a]) => a)), float64(pairs.map(([, b]) => b))];
        const errors = pairs.map(([a, b]) => a - b);
        const meanOf = (values: readonly number[]) =>
          values.reduce((s, x) => s + x, 0) / values.length;
        const squares = meanOf(errors.map((e) => e * e));
        expect(mae(p, y).item()).toBeCloseTo(meanOf(errors.map(Math.abs)), 10);
        expect(mse(p, y).item()).toBeCloseTo(squares, 10);
        expect(rmse(p, y).item()).toBeCloseTo(Math.sqrt(squares), 10);
      }),
    );
  });

  it('R² of the mean is 0, of the targets 1, and constant targets do not divide by 0', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const y = float64(pairs.map(([, b]) => Math.round(b)));
        expect(rSquared(y, y).item()).toBe(1);
        const flat = mul(mean(y), float64(pairs.map(() => 1)));
        if (new Set(y.data).size > 1) expect(rSquared(flat, y).item()).toBeCloseTo(0, 8);
      }),
    );
    expect(rSquared(tensor([1, 2]), tensor([3, 3])).item()).toBe(0);
    // scikit-learn's documented example.
    const scikit = rSquared(float64([2.5, 0, 2, 8]), float64([3, -0.5, 2, 7]));
    expect(scikit.item()).toBeCloseTo(0.9486081370449679, 12);
  });

  it('R² of constant targets is 1 or 0 whatever their mean rounds to', () => {
    const target = between(-1e6, 1e6);
    fc.assert(
      fc.property(target, fc.integer({ min: 1, max: 40 }), (c, n) => {
        const y = float64(Array<number>(n).fill(c));
        expect(rSquared(y, y).item()).toBe(1);
        expect(rSquared(float64(Array<number>(n).fill(c + 1)), y).item()).toBe(0);
      }),
    );
    expect(rSquared(tensor(1), tensor(2)).item()).toBe(0);
  });

  it('compiles, and does not broadcast', () => {
    const [p, y] = [tensor([1, 2, 4]), tensor([1, 2, 3])];
    for (const metric of [mae, mse, rmse, rSquared]) {
      expect(compile(metric)(p, y).item()).toBe(metric(p, y).item());
      expect(() => metric(tensor([[1], [2]]), tensor([1, 2]))).toThrow('must have the same shape');
      expect(() => metric(tensor([]), tensor([]))).toThrow('an empty batch');
    }
  });
});
