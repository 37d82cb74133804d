import { mul, normal, type Tensor } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';
import type { DropoutOptions } from './dropout.ts';

/**
 * Gaussian dropout, for training: each element is multiplied by noise of mean 1 and variance
 * `rate / (1 - rate)`, the mean and variance of dropout's own mask, `y = x · N(1, rate / (1 - rate))`.
 * Inference needs no change.
 *
 * Source: Srivastava et al., *Dropout* (JMLR 2014), section 10. As in Keras.
 *
 * @throws ArgumentError if the rate is outside [0, 1).
 * @example
 * ```ts
 * import { gaussianDropout } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * gaussianDropout(ones([4]), { rate: 0.5, key: key(1) }); // around 1, with a deviation of 1
 * ```
 */
export const gaussianDropout = (x: Tensor, options: DropoutOptions): Tensor => {
  checkOptions('gaussianDropout', { x }, { x: 'tensor' });
  const { rate, key } = checkOptions('gaussianDropout', options, { rate: 'number', key: 'tensor' });
  requireNumber('gaussianDropout', { rate }, '[0, 1)');
  if (rate === 0) return x;
  const dtype = x.dtype === 'float64' ? 'float64' : 'float32';
  return mul(x, normal(key, x.shape, { mean: 1, std: Math.sqrt(rate / (1 - rate)), dtype }));
};
