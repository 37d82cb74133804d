import { add, equal, mul, sub, type Tensor, where } from '@puregrad/tensors';

/** `a + s(b - a)`; a itself, bit for bit, if the two are equal, infinite or negative zeros. */
export const towards = (a: Tensor, b: Tensor, share: Tensor | number): Tensor =>
  where(equal(a, b), a, add(a, mul(sub(b, a), share)));
