import { abs, equal, mul, type Tensor, where } from '@puregrad/tensors';

/** The logits, with 0 for an infinite one whose label is 0: its loss does not count, and 0 · ∞ is NaN. */
export const ruledOut = (share: Tensor, logits: Tensor): Tensor =>
  where(mul(equal(share, 0), equal(abs(logits), Infinity)), 0, logits);
