import { mul, relu, sub, type Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { requireAlike } from './require.ts';

export interface HingeOptions extends LossOptions {
  /** True if labels are 0 and 1 instead of -1 and 1; false by default. */
  readonly labels01?: boolean;
}

/**
 * `max(0, 1 - yp)` for labels y of -1 and 1, per element. It is 0 beyond the margin.
 *
 * @param labels floats of the predictions' shape.
 * @throws ShapeError if the shapes differ; DTypeError if the dtypes do.
 * @example
 * ```ts
 * import { hinge } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * hinge(tensor([0.5, 3]), tensor([1, 1])).toArray(); // => [0.5, 0]
 * ```
 */
export const hinge = (predictions: Tensor, labels: Tensor, given: HingeOptions = {}): Tensor => {
  const name = 'hinge';
  const { labels01 = false, ...options } = checkOptions(name, given, {
    ...lossKinds,
    labels01: 'boolean?',
  });
  requireAlike(name, ['predictions', predictions], ['labels', labels]);
  const signs = labels01 ? sub(mul(labels, 2), 1) : labels;
  return reduce(name, relu(sub(1, mul(signs, predictions))), options);
};
