import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { type ClassFigure, type ClassFigureOptions, classFigure, fBetaOf } from './class-figure.ts';

export interface FBetaOptions extends ClassFigureOptions {
  /** The weight of recall relative to precision; above 0. */
  readonly beta: number;
}

/**
 * The weighted harmonic mean of precision and recall, `(1 + β²) P R / (β² P + R)`; 0 if both are 0.
 *
 * The default is the mean over the classes; see `Average`. It is not a mean over examples: for several
 * batches, add up their confusion matrices. It works inside `compile`.
 *
 * @throws ArgumentError if β is not above 0, and the errors of `confusionMatrix`.
 * @example
 * ```ts
 * import { fBeta } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const predicted = tensor([0, 1, 1, 1], { dtype: 'int32' });
 * const labels = tensor([0, 0, 1, 1], { dtype: 'int32' });
 * fBeta({ beta: 2, classes: 2, average: 'none' })(predicted, labels).toArray();
 * // => [0.5555555820465088, 0.9090909361839294]
 * ```
 */
export const fBeta = (given: FBetaOptions): ClassFigure => {
  const { beta, ...options } = checkOptions('fBeta', given, {
    beta: 'number',
    classes: 'number',
    average: 'string?',
  });
  requireNumber('fBeta', { beta }, '(0, ∞)');
  return classFigure('fBeta', fBetaOf(beta), options);
};

/**
 * The harmonic mean of precision and recall, `2 P R / (P + R)`: `fBeta` with β = 1. With the average
 * `micro` and one label for each example, it is the accuracy.
 *
 * @example
 * ```ts
 * import { f1 } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const predicted = tensor([0, 1, 1, 1], { dtype: 'int32' });
 * const labels = tensor([0, 0, 1, 1], { dtype: 'int32' });
 * f1({ classes: 2 })(predicted, labels).item().toFixed(4); // => '0.7333'
 * ```
 */
export const f1 = (options: ClassFigureOptions): ClassFigure =>
  classFigure('f1', fBetaOf(1), options);
