import {
  ArgumentError,
  DTypeError,
  ShapeError,
  scalar,
  showShape,
  type Tensor,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type MetricWithMode, withMode } from './mode.ts';

/** A point of the ROC curve: the rates if all scores from `threshold` up count as a yes. */
export interface RocPoint {
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

interface Scored {
  readonly score: number;
  readonly positive: boolean;
}

/** Scores with their labels, in descending order: a column, or the difference of two logits. */
const scoredOf = (operation: string, scores: Tensor, labels: Tensor): readonly Scored[] => {
  if (scores.dtype === 'int32' || labels.dtype !== 'int32')
    throw new DTypeError(
      `${operation}: scores must be floats and labels int32, got ${scores.dtype} and ${labels.dtype}`,
    );
  const [count, columns = 1] = scores.shape;
  if (scores.rank > 2 || columns > 2 || columns < 1 || labels.rank !== 1 || labels.size !== count)
    throw new ShapeError(
      `${operation}: scores must have shape [n], [n, 1] or [n, 2] and labels [n], got ${showShape(scores.shape)} and ${showShape(labels.shape)}`,
    );
  const scored = Array.from({ length: labels.size }, (_, i) => {
    const label = labels.data[i]!;
    if (label !== 0 && label !== 1)
      throw new ArgumentError(`${operation}: label ${label} in row ${i} is neither 0 nor 1`);
    const score = columns === 2 ? scores.data[2 * i + 1]! - scores.data[2 * i]! : scores.data[i]!;
    if (Number.isNaN(score)) throw new ArgumentError(`${operation}: the score of row ${i} is NaN`);
    return { score, positive: label === 1 };
  });
  const positives = scored.filter(({ positive }) => positive).length;
  if (positives === 0 || positives === scored.length)
    throw new ArgumentError(
      `${operation}: needs examples of both classes, got ${positives} of class 1 among ${scored.length}`,
    );
  return scored.sort((a, b) => b.score - a.score);
};

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
