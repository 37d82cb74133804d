import { add, bernoulli, mul, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { DropoutOptions } from './dropout.ts';

/** `-λα` of SELU: the limit of its output for x → -∞. */
const SATURATED = -1.0507009873554805 * 1.6732632423543772;

/**
 * Alpha dropout, for training after SELU: with probability `p = rate` a unit is set to `α' = -λα`,
 * SELU's lowest value, and all go through `y = a·x + b` so that units of mean 0 and variance 1 keep
 * both: `a = ((1 - p)(1 + p·α'²))^-½`, `b = -a·α'·p`. Inference needs no change.
 *
 * Source: Klambauer et al., *Self-normalizing neural networks* (NeurIPS 2017). As in PyTorch and
 * Keras.
 *
 * @throws ArgumentError if the rate is outside [0, 1).
 * @example
 * ```ts
 * import { alphaDropout } from '@puregrad/regularizers';
 * import { key, normal } from '@puregrad/tensors';
 * alphaDropout(normal(key(1), [4]), { rate: 0.1, key: key(2) });
 * ```
 */
export const alphaDropout = (x: Tensor, options: DropoutOptions): Tensor => {
  checkOptions('alphaDropout', { x }, { x: 'tensor' });
  const { rate, key } = checkOptions('alphaDropout', options, { rate: 'number', key: 'tensor' });
  requireNumber('alphaDropout', { rate }, '[0, 1)');
  if (rate === 0) return x;
  const a = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATED ** 2));
  const b = -a * SATURATED * rate;
  return add(mul(where(bernoulli(key, 1 - rate, x.shape), x, SATURATED), a), b);
};
