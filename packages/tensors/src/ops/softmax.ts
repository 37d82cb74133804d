import { normalizeAxes, normalizeAxis } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { add, sub } from './arithmetic.ts';
import { equal, isFinite, where } from './comparison.ts';
import { stopGradient } from './convert.ts';
import { axisKinds, type DualOptions, dualOptions, reduceKinds } from './dual.ts';
import { reshape } from './movement.ts';
import { max, type ReduceOptions, sum } from './reduction.ts';
import { exp, log } from './unary.ts';

/** The maximum to subtract before exponentiating; 0 if it is infinite, to avoid ∞ - ∞. */
const shiftOf = (x: Tensor, options: ReduceOptions): Tensor => {
  const largest = stopGradient(max(x, { ...options, keepDims: true }));
  return where(isFinite(largest), largest, 0);
};

/**
 * `ln Σ eˣ` over axes, without overflow; -Infinity if all are, with the derivative 0.
 *
 * @example
 * ```ts
 * import { logSumExp, tensor } from '@puregrad/tensors';
 * logSumExp(tensor([0, 1000])).item(); // => 1000
 * ```
 */
export const logSumExp: DualOptions<ReduceOptions> = dualOptions(
  'logSumExp',
  reduceKinds,
  (x, given = {}) => {
    const options = { ...given, axes: normalizeAxes('logSumExp', given.axes, x.rank) };
    const shift = shiftOf(x, options);
    const total = sum(exp(sub(x, shift)), { ...options, keepDims: true });
    // Nothing of a sum of zeros depends on their logarithms: its derivative is 0, where log's is not finite.
    const none = equal(total, 0);
    const sums = where(none, -Infinity, log(where(none, 1, total)));
    const result = add(sums, shift);
    return options.keepDims ? result : reshape(result, sum(x, options).shape);
  },
);

export interface SoftmaxOptions {
  /** The axis that sums to one; the last by default. */
  readonly axis?: number;
}

/**
 * `x - ln Σ eˣ` along an axis: the logarithm of softmax, without cancellation.
 *
 * @example
 * ```ts
 * import { logSoftmax, tensor } from '@puregrad/tensors';
 * logSoftmax(tensor([0, 1000])).toArray(); // => [-1000, 0]
 * ```
 */
export const logSoftmax: DualOptions<SoftmaxOptions> = dualOptions<SoftmaxOptions>(
  'logSoftmax',
  axisKinds,
  (x, { axis = -1 } = {}) => {
    const axes = normalizeAxis('logSoftmax', axis, x.rank);
    const shifted = sub(x, shiftOf(x, { axes }));
    return sub(shifted, log(sum(exp(shifted), { axes, keepDims: true })));
  },
);

/**
 * `eˣ / Σ eˣ` along an axis.
 *
 * @example
 * ```ts
 * import { softmax, tensor } from '@puregrad/tensors';
 * softmax(tensor([0, 0])).toArray(); // => [0.5, 0.5]
 * ```
 */
export const softmax: DualOptions<SoftmaxOptions> = dualOptions<SoftmaxOptions>(
  'softmax',
  axisKinds,
  (x, { axis = -1 } = {}) => exp(logSoftmax(x, { axis: normalizeAxis('softmax', axis, x.rank) })),
);
