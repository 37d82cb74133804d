import {
  type ClassFigure,
  type ClassFigureOptions,
  classFigure,
  recallOf,
} from './class-figure.ts';

/**
 * Of a class, the share that was found: `hits / actual`; 0 where there is none of it.
 *
 * The default is the mean over the classes; see `Average`.
 * No mean over examples: of several batches, add their confusion matrices up. Works inside `compile`.
 *
 * @throws as `confusionMatrix`: for shapes that don't fit, and labels that are no class.
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
