import { bind } from '../bind.ts';
import { keepAxesAsOne, normalizeAxes, normalizeAxis, sizeOf } from '../shape.ts';
import { requireFloat } from '../shape-rules/rule.ts';
import type { Tensor } from '../tensor.ts';
import { div, mul, sub } from './arithmetic.ts';
import { axisKinds, type DualOptions, dualOptions, reduceKinds } from './dual.ts';
import { reshape } from './movement.ts';
import { neg } from './unary.ts';

export interface ReduceOptions {
  /** The axes to reduce, negative ones counted from the end; all by default. */
  readonly axes?: number | readonly number[];
  /** Whether reduced axes stay, with length 1; false by default. */
  readonly keepDims?: boolean;
}

const reduction = (
  operation: string,
  reduce: (x: Tensor, axes: readonly number[]) => Tensor,
): DualOptions<ReduceOptions> =>
  dualOptions<ReduceOptions>(operation, reduceKinds, (x, { axes, keepDims = false } = {}) => {
    const normalized = normalizeAxes(operation, axes, x.rank);
    const reduced = normalized.length === 0 ? x : reduce(x, normalized);
    return keepDims ? reshape(reduced, keepAxesAsOne(x.shape, normalized)) : reduced;
  });

/**
 * The sum over axes; 0 over none. float32 sums are kept in double precision and rounded once.
 *
 * @example
 * ```ts
 * import { sum, tensor } from '@puregrad/tensors';
 * sum(tensor([[1, 2], [3, 4]]), { axes: 0 }).toArray(); // => [4, 6]
 * ```
 */
export const sum: DualOptions<ReduceOptions> = reduction('sum', (x, axes) =>
  bind('sum', { axes }, [x]),
);

/**
 * The mean over axes; NaN over none.
 *
 * @example
 * ```ts
 * import { mean, tensor } from '@puregrad/tensors';
 * mean(tensor([1, 3])).item(); // => 2
 * ```
 */
export const mean: DualOptions<ReduceOptions> = reduction('mean', (x, axes) => {
  requireFloat('mean', x);
  return div(bind('sum', { axes }, [x]), sizeOf(axes.map((axis) => x.shape[axis]!)));
});

/**
 * The largest element over axes; NaN if one is NaN. Ties share the gradient equally.
 *
 * @example
 * ```ts
 * import { max, tensor } from '@puregrad/tensors';
 * max(tensor([[1, 3], [4, 2]]), { axes: 0 }).toArray(); // => [4, 3]
 * ```
 */
export const max: DualOptions<ReduceOptions> = reduction('max', (x, axes) =>
  bind('max', { axes }, [x]),
);

/**
 * The smallest element over axes; NaN if one is NaN. Ties share the gradient equally.
 *
 * @example
 * ```ts
 * import { min, tensor } from '@puregrad/tensors';
 * min(tensor([[1, 3], [4, 2]]), { axes: 0 }).toArray(); // => [1, 2]
 * ```
 */
export const min: DualOptions<ReduceOptions> = reduction('min', (x, axes) =>
  reverseOrder(bind('max', { axes }, [reverseOrder(x)])),
);

/** The largest becomes the smallest; -1 - x in integers, where -x of the smallest overflows. */
const reverseOrder = (x: Tensor): Tensor => (x.dtype === 'int32' ? sub(-1, x) : neg(x));

/**
 * The biased variance over axes, `mean((x - mean(x))²)`, computed in two passes so that a large
 * mean costs no precision.
 *
 * @example
 * ```ts
 * import { tensor, variance } from '@puregrad/tensors';
 * variance(tensor([1, 3])).item(); // => 1
 * ```
 */
export const variance: DualOptions<ReduceOptions> = dualOptions(
  'variance',
  reduceKinds,
  (x, options = {}) => {
    const axes = normalizeAxes('variance', options.axes, x.rank);
    const centered = sub(x, mean(x, { axes, keepDims: true }));
    return mean(mul(centered, centered), { ...options, axes });
  },
);

export interface ArgOptions {
  /** The axis to search along; the last by default. */
  readonly axis?: number;
}

/**
 * Where the largest element along one axis stands, the first of equals, as int32.
 *
 * @example
 * ```ts
 * import { argMax, tensor } from '@puregrad/tensors';
 * argMax(tensor([[1, 3, 2]])).toArray(); // => [1]
 * ```
 */
export const argMax: DualOptions<ArgOptions> = dualOptions<ArgOptions>(
  'argMax',
  axisKinds,
  (x, { axis = -1 } = {}) => bind('argMax', { axis: normalizeAxis('argMax', axis, x.rank) }, [x]),
);

/**
 * Where the smallest element along one axis stands, the first of equals, as int32.
 *
 * @example
 * ```ts
 * import { argMin, tensor } from '@puregrad/tensors';
 * argMin(tensor([[1, 3, 2]])).toArray(); // => [0]
 * ```
 */
export const argMin: DualOptions<ArgOptions> = dualOptions<ArgOptions>(
  'argMin',
  axisKinds,
  (x, { axis = -1 } = {}) =>
    bind('argMax', { axis: normalizeAxis('argMin', axis, x.rank) }, [reverseOrder(x)]),
);
