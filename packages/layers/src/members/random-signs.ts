import { bernoulli, cast, mul, sub } from '@puregrad/tensors';
import type { Initializer } from '../initializers.ts';

/**
 * -1 or 1, each with probability ½: for the factors that tell members apart.
 *
 * @example
 * ```ts
 * import { randomSigns } from '@puregrad/layers';
 * import { abs, key } from '@puregrad/tensors';
 * abs(randomSigns(key(1), [2, 2], 'float32')).toArray(); // => [[1, 1], [1, 1]]
 * ```
 */
export const randomSigns: Initializer = (key, shape, dtype) =>
  sub(mul(cast(bernoulli(key, 0.5, shape), dtype), 2), 1);
