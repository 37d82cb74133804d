import { scalar, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type MetricWithMode, withMode } from './mode.ts';
import { type Scored, scoredOf } from './scored.ts';

/** A point of the ROC curve: the rates if all scores from `threshold` up count as a yes. */
export interface RocPoint {
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/**
 * The ROC curve, from (0, 0) to (1, 1): one point for each distinct score, in descending order.
 *
 * It sorts, so it runs outside `compile` only.
 *
 * @param scores floats `[n]`, `[n, 1]`, or two logits `[n, 2]`, whose difference counts.
 * @param labels int32 `[n]`, 0 or 1, with examples of both.
 * @throws ShapeError, DTypeError, ArgumentError, which names the row or the missing class.
 * @example
 * ```ts
 * import { rocCurve } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 1, 1], { dtype: 'int32' });
 * const curve = rocCurve(tensor([1, 2, 3]), labels);
 * curve.map(({ truePositiveRate }) => truePositiveRate); // => [0, 0.5, 1, 1]
 * ```
 */
export const rocCurve = (scores: Tensor, labels: Tensor): readonly RocPoint[] => {
  checkOptions('rocCurve', { scores, labels }, { scores: 'tensor', labels: 'tensor' });
  return curveOf(scoredOf('rocCurve', scores, labels));
};

const curveOf = (scored: readonly Scored[]): readonly RocPoint[] => {
  const positives = scored.filter(({ positive }) => positive).length;
  const negatives = scored.length - positives;
  const points: RocPoint[] = [{ threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 }];
  let caught = 0;
  scored.forEach(({ score, positive }, i) => {
    if (positive) caught++;
    // Equal scores count together.
    if (scored[i + 1]?.score !== score)
      points.push({
        threshold: score,
        falsePositiveRate: (i + 1 - caught) / negatives,
        truePositiveRate: caught / positives,
      });
  });
  return points;
};

/**
 * The area under the ROC curve: the probability that an example of class 1 scores higher than one of
 * class 0, ties counting half (the Mann–Whitney statistic). Every increasing function of the scores has the
 * same area. It is not a mean over examples. It sorts, so it runs outside `compile` only.
 *
 * Source: Hanley & McNeil (1982).
 *
 * @param scores floats `[n]`, `[n, 1]`, or two logits `[n, 2]`, whose difference counts.
 * @param labels int32 `[n]`, 0 or 1, with examples of both.
 * @throws ShapeError, DTypeError, ArgumentError, which names the row or the missing class.
 * @example
 * ```ts
 * import { rocAuc } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 0, 1, 1], { dtype: 'int32' });
 * rocAuc(tensor([0.1, 0.4, 0.35, 0.8]), labels).item(); // => 0.75
 * ```
 */
export const rocAuc: MetricWithMode = withMode('max', (scores, labels) => {
  const curve = curveOf(scoredOf('rocAuc', scores, labels));
  const area = curve.slice(1).reduce((total, to, i) => {
    const from = curve[i]!;
    const height = (from.truePositiveRate + to.truePositiveRate) / 2;
    return total + (to.falsePositiveRate - from.falsePositiveRate) * height;
  }, 0);
  return scalar(area);
});
