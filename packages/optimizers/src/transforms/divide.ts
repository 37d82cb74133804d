import { div, equal, type Tensor, where } from '@puregrad/tensors';

/** `a / b`, and 0 where b is 0: a weight that never had a gradient stays, where 0/0 would be NaN. */
export const divideSafely = (a: Tensor, b: Tensor): Tensor => {
  const zero = equal(b, 0);
  return where(zero, 0, div(a, where(zero, 1, b)));
};
