import {
  type ClassFigure,
  type ClassFigureOptions,
  classFigure,
  precisionOf,
} from './class-figure.ts';

/**
 * Precision, the share of the predictions of a class that are right: `hits / predicted`; 0 for a class that was never
 * predicted.
 *
 * The default is the mean over the classes; see `Average`.
 * It is not a mean over examples: for several batches, add up their confusion matrices. It works inside `compile`.
 *
 * @throws the errors of `confusionMatrix`, for shapes that do not fit and labels that are not classes.
 * @example
 * ```ts
 * import { precision } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const predicted = tensor([0, 1, 1, 1], { dtype: 'int32' });
 * const labels = tensor([0, 0, 1, 1], { dtype: 'int32' });
 * precision({ classes: 2, average: 'none' })(predicted, labels).toArray(); // => [1, 0.6666666865348816]
 * ```
 */
export const precision = (options: ClassFigureOptions): ClassFigure =>
  classFigure('precision', precisionOf, options);
