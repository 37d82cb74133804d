import { bernoulli, type Key, mul, type Shape, type Tensor, where } from '@puregrad/tensors';
import { checkOptions, requireNumber } from '@puregrad/tensors/interpreters';

export interface DropoutOptions {
  /** The probability of dropping a unit, in [0, 1). */
  readonly rate: number;
  /** Determines the mask; use a fresh key at each step. */
  readonly key: Key;
}

/** Drops elements by a mask of a shape that broadcasts to theirs. */
const dropBy =
  (operation: string, maskOf: (shape: Shape) => Shape) =>
  (x: Tensor, options: DropoutOptions): Tensor => {
    checkOptions(operation, { x }, { x: 'tensor' });
    const { rate, key } = checkOptions(operation, options, { rate: 'number', key: 'tensor' });
    requireNumber(operation, { rate }, '[0, 1)');
    if (rate === 0) return x;
    // Selected, not multiplied: a dropped infinity must be 0, not NaN.
    return where(bernoulli(key, 1 - rate, maskOf(x.shape)), mul(x, 1 / (1 - rate)), 0);
  };

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
export const dropout: (x: Tensor, options: DropoutOptions) => Tensor = dropBy(
  'dropout',
  (shape) => shape,
);

/**
 * Dropout of whole channels, for training: of each example `[…, channels]`, each channel is dropped everywhere with
 * probability `rate`, and the kept ones are scaled by `1 / (1 - rate)`. Neighbouring pixels of a channel are alike, so
 * that dropping single ones would hide little. Of vectors, it is `dropout`.
 *
 * Source: Tompson et al., *Efficient object localization using convolutional networks* (CVPR 2015).
 *
 * @throws ArgumentError if the rate is outside [0, 1).
 * @example
 * ```ts
 * import { channelDropout } from '@puregrad/regularizers';
 * import { key, ones } from '@puregrad/tensors';
 * channelDropout(ones([1, 8, 8, 4]), { rate: 0.5, key: key(1) }); // channels of zeros, and of twos
 * ```
 */
export const channelDropout: (x: Tensor, options: DropoutOptions) => Tensor = dropBy(
  'channelDropout',
  (shape) => shape.map((length, axis) => (axis === 0 || axis === shape.length - 1 ? length : 1)),
);
