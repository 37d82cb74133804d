import type { Tensor } from '../tensor.ts';
import { expm1, mul } from './arithmetic.ts';
import { greater, lessEqual, where } from './comparison.ts';
import { type DualOptions, dualOptions } from './dual.ts';

/** `max(x, 0)`; NaN stays NaN, and the derivative at 0 is 0. */
export const relu = (x: Tensor): Tensor => where(lessEqual(x, 0), 0, x);

export interface EluOptions {
  /** The limit for x → -∞ is -alpha; 1 by default. */
  readonly alpha?: number;
}

/**
 * `x` above 0, `α(eˣ - 1)` at and below.
 *
 * Source: Clevert, Unterthiner, Hochreiter, *Fast and accurate deep network learning by
 * exponential linear units* (ICLR 2016).
 */
export const elu: DualOptions<EluOptions> = dualOptions<EluOptions>((x, { alpha = 1 } = {}) => {
  const positive = greater(x, 0);
  // The exponential never sees a positive number: its overflow would poison the gradient.
  return where(positive, x, mul(expm1(where(positive, 0, x)), alpha));
});
