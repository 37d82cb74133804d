import { add, mul, onesLike, reshape, scatterAdd, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import { isClass, predictedClasses, requireClasses } from './classes.ts';

export interface ConfusionMatrixOptions {
  /** The number of classes. Labels and predictions run from 0 to `classes - 1`. */
  readonly classes: number;
}

const name = 'confusionMatrix';

/**
 * Counts of predictions: entry `[i, j]` is the number of examples of class i that were predicted as class j.
 * The matrices of batches add up. It works inside `compile`.
 *
 * @param predictions float scores `[..., classes]`, or int32 classes `[...]`.
 * @param labels int32 `[...]`, the true classes.
 * @returns int32 `[classes, classes]`, rows true and columns predicted; zeros for an empty batch.
 * @throws ShapeError if the shapes do not fit; DTypeError if the labels are not int32;
 * ArgumentError if a label or prediction is not a class; it names the first and its row. Inside `compile`, the
 * engine finds it when the program runs.
 * @example
 * ```ts
 * import { confusionMatrix } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([0, 0, 1, 1], { dtype: 'int32' });
 * const predictions = tensor([0, 1, 1, 1], { dtype: 'int32' });
 * confusionMatrix(predictions, labels, { classes: 2 }).toArray(); // => [[1, 1], [0, 2]]
 * ```
 *
 * Rows and columns are those of scikit-learn and TensorFlow, whose functions take the labels first.
 */
export const confusionMatrix = (
  predictions: Tensor,
  labels: Tensor,
  options: ConfusionMatrixOptions,
): Tensor => {
  checkOptions(
    'confusionMatrix',
    { predictions, labels },
    { predictions: 'tensor', labels: 'tensor' },
  );
  const { classes } = checkOptions('confusionMatrix', options, { classes: 'number' });
  requireNumber(name, { classes }, 'integer from 1');
  const predicted = predictedClasses(name, predictions, labels);
  requireClasses(name, 'label', labels, classes);
  requireClasses(name, 'prediction', predicted, classes);
  const known = mul(isClass(labels, classes), isClass(predicted, classes));
  // Without this, class 5 of 3 would be counted in another row; -1 lies outside on every engine.
  const cell = where(known, add(mul(labels, classes), predicted), -1);
  const counts = scatterAdd(onesLike(cell), cell, { size: classes * classes });
  return reshape(counts, [classes, classes]);
};
