import { equal, sum, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { predictedClasses } from './classes.ts';

/**
 * The number of predictions that are right. The counts of batches add up.
 *
 * @param predictions float scores `[..., classes]` (logits or probabilities; among equal
 * scores, the first counts), or int32 classes `[...]`.
 * @param labels int32 `[...]`.
 * @returns an int32 scalar; 0 for an empty batch.
 * @throws ShapeError if the shapes do not fit; DTypeError if the labels are not int32.
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
