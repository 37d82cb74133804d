import { bernoulli, type Key, mul, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';

export interface DropoutOptions {
  /** The probability of dropping a unit, in [0, 1). */
  readonly rate: number;
  /** Determines the mask; use a fresh key at each step. */
  readonly key: Key;
}

/**
 * Inverted dropout, for training: each element is dropped with probability `rate`, and the kept ones
 * are scaled by `1 / (1 - rate)`, so that inference needs no change.
 *
 * Source: Srivastava et al., *Dropout* (JMLR 2014).
 *
 * @throws ArgumentError if the rate is outside [0, 1).
 * @example
 * ```ts
 * import { dropout } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * dropout(ones([4]), { rate: 0.5, key: key(1) }); // zeros and twos
 * ```
 */
export const dropout = (x: Tensor, options: DropoutOptions): Tensor => {
  checkOptions('dropout', { x }, { x: 'tensor' });
  const { rate, key } = checkOptions('dropout', options, { rate: 'number', key: 'tensor' });
  requireNumber('dropout', { rate }, '[0, 1)');
  if (rate === 0) return x;
  // Selected, not multiplied: a dropped infinity must be 0, not NaN.
  return where(bernoulli(key, 1 - rate, x.shape), mul(x, 1 / (1 - rate)), 0);
};
