import {
  ArgumentError,
  abs,
  cast,
  DTypeError,
  divideNoNaN,
  equal,
  mean,
  min,
  ShapeError,
  safeSqrt,
  showShape,
  square,
  sub,
  sum,
  type Tensor,
  where,
} from '@puregrad/tensors';
import { type MetricWithMode, withMode } from './mode.ts';

/** `predictions - targets`, of one shape: nothing broadcasts, `[n, 1]` against `[n]` would be n². */
const errorsOf = (operation: string, predictions: Tensor, targets: Tensor): Tensor => {
  if (predictions.dtype === 'int32' || predictions.dtype !== targets.dtype)
    throw new DTypeError(
      `${operation}: predictions and targets must be floats of one dtype, got ${predictions.dtype} and ${targets.dtype}`,
    );
  if (showShape(predictions.shape) !== showShape(targets.shape))
    throw new ShapeError(
      `${operation}: predictions of shape ${showShape(predictions.shape)} and targets of shape ${showShape(targets.shape)} must have the same shape; reshape one of them`,
    );
  if (targets.size === 0)
    throw new ArgumentError(`${operation}: an empty batch has no mean; leave it out`);
  return sub(predictions, targets);
};

/**
 * The mean absolute error `mean|p - y|`. A mean over examples. It works inside `compile`.
 *
 * @throws ShapeError if the shapes differ; DTypeError if a tensor is not float or the dtypes differ; ArgumentError if
 * there are no examples.
 * @example
 * ```ts
 * import { mae } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * mae(tensor([1, 2]), tensor([1, 5])).item(); // => 1.5
 * ```
 */
export const mae: MetricWithMode = withMode('min', (predictions, targets) =>
  mean(abs(errorsOf('mae', predictions, targets))),
);

/**
 * The mean squared error `mean((p - y)²)`. A mean over examples. It works inside `compile`.
 *
 * @throws the errors of `mae`.
 * @example
 * ```ts
 * import { mse } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * mse(tensor([1, 2]), tensor([1, 4])).item(); // => 2
 * ```
 */
export const mse: MetricWithMode = withMode('min', (predictions, targets) =>
  mean(square(errorsOf('mse', predictions, targets))),
);

/**
 * The root of the mean squared error, in the units of the targets. It is not a mean over examples: the mean of the
 * roots of batches is too small. It works inside `compile`, and as a loss: its derivative at 0 is 0.
 *
 * @throws the errors of `mae`.
 * @example
 * ```ts
 * import { rmse } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * rmse(tensor([0, 0]), tensor([3, 3])).item(); // => 3
 * ```
 */
export const rmse: MetricWithMode = withMode('min', (predictions, targets) =>
  safeSqrt(mean(square(errorsOf('rmse', predictions, targets)))),
);

/**
 * R², the share of the targets' variance that is explained: `1 - Σ(p - y)² / Σ(y - ȳ)²`; 1 is perfect, and
 * a prediction of their mean has 0. Constant targets have no variance: their R² is 1 if the predictions are equal, else
 * 0, as in scikit-learn. Several columns `[n, k]` have one R² together. It is not a mean over examples. It works inside
 * `compile`.
 *
 * @throws the errors of `mae`.
 * @example
 * ```ts
 * import { rSquared } from '@puregrad/metrics';
 * import { tensor } from '@puregrad/tensors';
 * rSquared(tensor([1, 2, 4]), tensor([1, 2, 3])).item(); // => 0.5
 * ```
 */
export const rSquared: MetricWithMode = withMode('max', (predictions, targets) => {
  const left = sum(square(errorsOf('rSquared', predictions, targets)));
  const along = { axes: targets.rank === 0 ? [] : [0], keepDims: true };
  // Relative to the smallest, constant targets are exact zeros. Their mean may be rounded to another number.
  const above = sub(targets, min(targets, along));
  const spread = sum(square(sub(above, mean(above, along))));
  const constant = equal(spread, 0);
  const explained = sub(1, divideNoNaN(left, spread));
  return where(constant, cast(equal(left, 0), left.dtype), explained);
});
