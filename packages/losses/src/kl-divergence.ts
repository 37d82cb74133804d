import { equal, log, logSoftmax, mul, sub, sum, type Tensor, where } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type LossOptions, lossKinds, reduce } from './reduce.ts';
import { requireAlike } from './require.ts';

export interface KlDivergenceOptions extends LossOptions {
  /** True if predictions are logits, which softmax turns into probabilities; false by default. */
  readonly fromLogits?: boolean;
}

/**
 * `Σ_k y_k (ln y_k - ln q_k)` over the last axis, `0 ln 0 = 0`: the cost, in nats, of taking q for the
 * distribution y. It is finite for all finite logits.
 *
 * @param targets probabilities of the predictions' shape and dtype.
 * @returns one number for each example; a scalar for the other reductions.
 * @throws ShapeError if the shapes differ; DTypeError if the dtypes do.
 *
 * PyTorch's `kl_div` takes the logarithms of q, and its `mean` divides by the number of elements.
 * @example
 * ```ts
 * import { klDivergence } from '@puregrad/losses';
 * import { tensor } from '@puregrad/tensors';
 * klDivergence(tensor([[0, 0]]), tensor([[0.5, 0.5]])).shape; // => [1]
 * ```
 */
export const klDivergence = (
  predictions: Tensor,
  targets: Tensor,
  given: KlDivergenceOptions = {},
): Tensor => {
  const name = 'klDivergence';
  const { fromLogits = false, ...options } = checkOptions(name, given, {
    ...lossKinds,
    fromLogits: 'boolean?',
  });
  requireAlike(name, ['predictions', predictions], ['targets', targets]);
  const isZero = equal(targets, 0);
  // A class of probability 0 costs nothing, for every q, 0 and -Infinity included.
  const logQ = fromLogits
    ? where(isZero, 0, logSoftmax(predictions))
    : log(where(isZero, 1, predictions));
  const each = mul(targets, sub(log(where(isZero, 1, targets)), logQ));
  return reduce(name, sum(each, { axes: -1 }), options);
};
