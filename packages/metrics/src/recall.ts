import {
  type ClassFigure,
  type ClassFigureOptions,
  classFigure,
  recallOf,
} from './class-figure.ts';

/**
 * Recall, the share of a class's examples that were found: `hits / actual`; 0 for a class without examples.
 *
 * The default is the mean over the classes; see `Average`.
 * It is not a mean over examples: for several batches, add up their confusion matrices. It works inside `compile`.
 *
 * @throws the errors of `confusionMatrix`, for shapes that do not fit and labels that are not classes.
 * @example
 * ```ts
 * import { recall } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const predicted = tensor([0, 1, 1, 1], { dtype: 'int32' });
 * const labels = tensor([0, 0, 1, 1], { dtype: 'int32' });
 * recall({ classes: 2, average: 'none' })(predicted, labels).toArray(); // => [0.5, 1]
 * ```
 */
export const recall = (options: ClassFigureOptions): ClassFigure =>
  classFigure('recall', recallOf, options);
