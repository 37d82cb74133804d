import type { Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { meanAbsoluteError } from './mean-absolute-error.ts';
import { meanSquaredError } from './mean-squared-error.ts';

/**
 * The loss without the mean that it takes by default: `meanSquaredError` and `meanAbsoluteError` give one loss for each
 * element. Any other loss is returned as it is.
 *
 * @example
 * ```ts
 * import { meanSquaredError, unreduced } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * unreduced(meanSquaredError)(tensor([1, 2]), tensor([1, 4])).toArray(); // => [0, 4]
 * ```
 */
export const unreduced = (
  loss: (predictions: Tensor, targets: Tensor) => Tensor,
): ((predictions: Tensor, targets: Tensor) => Tensor) => {
  checkOptions('unreduced', { loss }, { loss: 'function' });
  const reducing = [meanSquaredError, meanAbsoluteError].find((known) => known === loss);
  return reducing === undefined
    ? loss
    : (predictions, targets) => reducing(predictions, targets, { reduction: 'none' });
};
