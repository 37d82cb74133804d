import { ArgumentError, cast, div, greater, sum } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type ClassFigure, countsOf, recallOf } from './class-figure.ts';
import { confusionMatrix } from './confusion-matrix.ts';
import { type MetricWithMode, withMode } from './mode.ts';

export interface BalancedAccuracyOptions {
  /** The number of classes. */
  readonly classes: number;
}

/**
 * Balanced accuracy, the mean recall of the classes that have examples: each class counts the same, however rare it is.
 * A constant prediction has `1 / classes`.
 *
 * It is not a mean over examples: for several batches, add up their confusion matrices. It works inside `compile`.
 *
 * Source: Brodersen et al. (2010); `balanced_accuracy_score` of scikit-learn.
 *
 * @throws ArgumentError if the batch is empty; the errors of `confusionMatrix`, for shapes that do not fit and labels
 * that are not classes.
 * @example
 * ```ts
 * import { balancedAccuracy } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const predicted = tensor([0, 0, 0, 0], { dtype: 'int32' });
 * const labels = tensor([0, 0, 0, 1], { dtype: 'int32' });
 * balancedAccuracy({ classes: 2 })(predicted, labels).item(); // => 0.5
 * ```
 */
export const balancedAccuracy = (
  options: BalancedAccuracyOptions,
): ClassFigure & MetricWithMode => {
  const { classes } = checkOptions('balancedAccuracy', options, { classes: 'number' });
  return withMode('max', (predictions, labels) => {
    const counts = countsOf(confusionMatrix(predictions, labels, { classes }));
    if (labels.size === 0)
      throw new ArgumentError('balancedAccuracy: an empty batch has no accuracy; leave it out');
    const present = cast(greater(counts.actual, 0), 'float32');
    return div(sum(recallOf(counts)), sum(present));
  });
};
