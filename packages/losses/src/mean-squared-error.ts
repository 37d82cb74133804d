import { square, sub, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { requireAlike } from './require.ts';

/**
 * The mean of `(p - y)²` over all elements. As its name says, it is reduced by default, unlike most of
 * these losses; `{ reduction: 'none' }` returns the squares.
 *
 * @param predictions floats of any shape.
 * @param targets of the predictions' shape and dtype.
 * @returns a scalar; the shape of the predictions for the reduction `none`.
 * @throws ShapeError if the shapes differ (nothing broadcasts); DTypeError if the dtypes do.
 * @example
 * ```ts
 * import { meanSquaredError } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * meanSquaredError(tensor([1, 2]), tensor([1, 4])).item(); // => 2
 * ```
 *
 * Keras takes the mean over the last axis only; PyTorch's `mse_loss` is the same as this.
 */
export const meanSquaredError = (
  predictions: Tensor,
  targets: Tensor,
  given: LossOptions = {},
): Tensor => {
  const name = 'meanSquaredError';
  const { reduction = 'mean', ...options } = checkOptions(name, given, lossKinds);
  requireAlike(name, ['predictions', predictions], ['targets', targets]);
  return reduce(name, square(sub(predictions, targets)), { reduction, ...options });
};
