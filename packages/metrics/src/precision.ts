import {
  type ClassFigure,
  type ClassFigureOptions,
  classFigure,
  precisionOf,
} from './class-figure.ts';

/**
 * Of what was taken for a class, the share that is: `hits / predicted`; 0 where nothing was.
 *
 * The default is the mean over the classes; see `Average`.
 * No mean over examples: of several batches, add their confusion matrices up. Works inside `compile`.
 *
 * @throws as `confusionMatrix`: for shapes that don't fit, and labels that are no class.
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
