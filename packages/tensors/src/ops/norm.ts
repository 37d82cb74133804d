import { scalar } from '../create.ts';
import { normalizeAxes } from '../shape.ts';
import { requireFloat } from '../shape-rules/rule.ts';
import type { Tensor } from '../tensor.ts';
import { mul, square } from './arithmetic.ts';
import { equal, greater, less, where } from './comparison.ts';
import { stopGradient } from './convert.ts';
import { type DualOptions, dualOptions, reduceKinds } from './dual.ts';
import { reshape } from './movement.ts';
import { max, type ReduceOptions, sum, variance } from './reduction.ts';
import { abs, sqrt } from './unary.ts';

/**
 * `√x`, with the derivative 0 at 0, where that of `sqrt` is Infinity: for roots of sums of squares, whose
 * own derivative at 0 is 0, and 0 · Infinity would be NaN. NaN below 0.
 *
 * @example
 * ```ts
 * import { grad } from '@puregrad/autodiff';
 * import { mean, safeSqrt, square, sub, type Tensor, tensor } from '@puregrad/tensors';
 * const rmse = (x: Tensor) => safeSqrt(mean(square(sub(x, 3))));
 * grad(rmse)(tensor([3, 3])).toArray(); // => [0, 0]
 * ```
 */
export const safeSqrt = (x: Tensor): Tensor => {
  const zero = equal(x, 0);
  return where(zero, 0, sqrt(where(zero, 1, x)));
};

/** Elements beyond these are scaled before they are squared: powers of two, which round nothing. */
const ranges = {
  float32: { small: 1e-12, large: 1e15, scale: 2 ** 90 },
  float64: { small: 1e-100, large: 1e100, scale: 2 ** 600 },
} as const;

/**
 * The Euclidean norm over axes, `√Σx²`, without overflow or underflow of the squares. Its derivative at
 * 0 is 0, the subgradient of least norm.
 *
 * @example
 * ```ts
 * import { norm, tensor } from '@puregrad/tensors';
 * norm(tensor([3, 4])).item(); // => 5
 * ```
 */
export const norm: DualOptions<ReduceOptions> = dualOptions(
  'norm',
  reduceKinds,
  (x, given = {}) => {
    requireFloat('norm', x);
    const options = { ...given, axes: normalizeAxes('norm', given.axes, x.rank) };
    // Nothing has no largest element.
    if (x.size === 0) return sqrt(sum(square(x), options));
    const { small, large, scale } = ranges[x.dtype === 'float64' ? 'float64' : 'float32'];
    const largest = stopGradient(max(abs(x), { ...options, keepDims: true }));
    const [one, up, down] = [1, scale, 1 / scale].map((value) => scalar(value, { dtype: x.dtype }));
    const [isSmall, isLarge] = [less(largest, small), greater(largest, large)];
    const scaled = mul(x, where(isSmall, up!, where(isLarge, down!, one!)));
    const root = safeSqrt(sum(square(scaled), options));
    const back = where(isSmall, down!, where(isLarge, up!, one!));
    return mul(root, reshape(back, root.shape));
  },
);

/**
 * The standard deviation over axes, the root of the biased `variance`. Its derivative where all are equal
 * is 0.
 *
 * @example
 * ```ts
 * import { standardDeviation, tensor } from '@puregrad/tensors';
 * standardDeviation(tensor([1, 3])).item(); // => 1
 * ```
 */
export const standardDeviation: DualOptions<ReduceOptions> = dualOptions(
  'standardDeviation',
  reduceKinds,
  (x, given = {}) => {
    requireFloat('standardDeviation', x);
    return safeSqrt(
      variance(x, { ...given, axes: normalizeAxes('standardDeviation', given.axes, x.rank) }),
    );
  },
);
