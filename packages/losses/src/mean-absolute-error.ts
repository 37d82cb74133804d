import { abs, sub, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { requireAlike } from './require.ts';

/**
 * The mean of `|p - y|` over all elements; `{ reduction: 'none' }` returns the distances. The derivative
 * at 0 is 0.
 *
 * @param targets of the predictions' shape and dtype.
 * @throws ShapeError if the shapes differ (nothing broadcasts); DTypeError if the dtypes do.
 * @example
 * ```ts
 * import { meanAbsoluteError } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * meanAbsoluteError(tensor([1, 5]), tensor([2, 2])).toArray(); // => 2
 * ```
 */
export const meanAbsoluteError = (
  predictions: Tensor,
  targets: Tensor,
  given: LossOptions = {},
): Tensor => {
  const name = 'meanAbsoluteError';
  const { reduction = 'mean', ...options } = checkOptions(name, given, lossKinds);
  requireAlike(name, ['predictions', predictions], ['targets', targets]);
  return reduce(name, abs(sub(predictions, targets)), { reduction, ...options });
};
