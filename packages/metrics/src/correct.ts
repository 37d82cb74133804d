import { equal, sum, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { predictedClasses } from './classes.ts';

/**
 * How many predictions are right: counts of batches add up.
 *
 * @param predictions float scores `[..., classes]` (logits or probabilities, the first of equal
 * ones counts), or int32 classes `[...]`.
 * @param labels int32 `[...]`.
 * @returns an int32 scalar; 0 for an empty batch.
 * @throws ShapeError where the shapes don't fit; DTypeError for labels that are not int32.
 * @example
 * ```ts
 * import { correct } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * const labels = tensor([1, 1, 0], { dtype: 'int32' });
 * correct(tensor([[0, 5], [3, 1], [2, 1]]), labels).item(); // => 2
 * ```
 */
export const correct = (predictions: Tensor, labels: Tensor): Tensor => {
  checkOptions('correct', { predictions, labels }, { predictions: 'tensor', labels: 'tensor' });
  return sum(equal(predictedClasses('correct', predictions, labels), labels));
};
