import { scalar } from '@puregrad/tensors';
import { type MetricWithMode, withMode } from './mode.ts';
import { scoredOf } from './scored.ts';

/**
 * Average precision, the area under the precision-recall curve as a sum of steps: `Σ (Rₙ − Rₙ₋₁) Pₙ`, with the
 * precision `Pₙ` and the recall `Rₙ` of class 1 if all scores from the n-th highest distinct score up count as a yes.
 *
 * Random scores have the share of class 1, so it tells more of a rare class than the area under the ROC curve. Examples
 * with equal scores count together. It is not a mean over examples. It sorts, so it runs outside `compile` only.
 *
 * Source: `average_precision_score` of scikit-learn.
 *
 * @param scores floats `[n]`, `[n, 1]`, or two logits `[n, 2]`, whose difference counts.
 * @param labels int32 `[n]`, 0 or 1, with at least one example of class 1; if all are of class 1, it is 1.
 * @throws ShapeError, DTypeError, ArgumentError, which names the row or the missing class.
 * @example
 * ```ts
 * import { averagePrecision } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 0, 1, 1], { dtype: 'int32' });
 * averagePrecision(tensor([0.1, 0.4, 0.35, 0.8]), labels).item().toFixed(4); // => '0.8333'
 * ```
 */
export const averagePrecision: MetricWithMode = withMode('max', (scores, labels) => {
  const scored = scoredOf('averagePrecision', scores, labels, 'class 1');
  const positives = scored.filter(({ positive }) => positive).length;
  let [caught, counted, total] = [0, 0, 0];
  scored.forEach(({ score, positive }, i) => {
    if (positive) caught++;
    // Equal scores count together.
    if (scored[i + 1]?.score === score) return;
    total += ((caught - counted) / positives) * (caught / (i + 1));
    counted = caught;
  });
  return scalar(total);
});
