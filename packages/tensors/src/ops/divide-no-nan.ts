import { scalar } from '../create.ts';
import { isTensor } from '../tensor.ts';
import { div } from './arithmetic.ts';
import { equal, where } from './comparison.ts';
import { type DualBinary, dualBinary } from './dual.ts';

/**
 * `a / b`, and 0 if b is 0: for shares of what may be nothing. The derivatives are 0 there too. A NaN
 * elsewhere stays.
 *
 * @example
 * ```ts
 * import { divideNoNaN, tensor } from '@puregrad/tensors';
 * divideNoNaN(tensor([1, 3]), tensor([0, 2])).toArray(); // => [0, 1.5]
 * ```
 */
export const divideNoNaN: DualBinary = dualBinary((a, b) => {
  const divisor = isTensor(b) ? b : scalar(b, isTensor(a) ? { dtype: a.dtype } : {});
  const isZero = equal(divisor, 0);
  // The quotient that is not chosen has a derivative too, which must be finite.
  return where(isZero, 0, div(a, where(isZero, 1, divisor)));
});
