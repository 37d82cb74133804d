import type { Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** The better values of a metric: small ones (`min`) or large ones (`max`). */
export type MetricMode = 'min' | 'max';

type Metric = (predictions: Tensor, targets: Tensor) => Tensor;

/** A metric with the direction in which it improves. */
export interface MetricWithMode extends Metric {
  readonly mode: MetricMode;
}

/**
 * The metric with the direction in which it improves. Early stopping on it then needs no mode of its own.
 *
 * @example
 * ```ts
 * import { withMode } from '@puregrad/metrics';
 * import { mean } from '@puregrad/tensors';
 * const reward = withMode('max', (output) => mean(output));
 * reward.mode; // => 'max'
 * ```
 */
export const withMode = (mode: MetricMode, metric: Metric): MetricWithMode => {
  checkOptions('withMode', { mode, metric }, { mode: "'min'|'max'", metric: 'function' });
  return Object.assign(
    (predictions: Tensor, targets: Tensor) => {
      checkOptions(
        'metric',
        { predictions, targets },
        { predictions: 'tensor', targets: 'tensor' },
      );
      return metric(predictions, targets);
    },
    { mode },
  );
};

/**
 * The direction in which a metric improves, for this package's metrics and those made by `withMode`; undefined for others.
 *
 * @example
 * ```ts
 * import { accuracy, modeOf, mse } from '@puregrad/metrics';
 * [modeOf(accuracy), modeOf(mse)]; // => ['max', 'min']
 * ```
 */
export const modeOf = (
  metric: (predictions: never, targets: never) => Tensor,
): MetricMode | undefined => {
  checkOptions('modeOf', { metric }, { metric: 'function' });
  return (metric as { readonly mode?: MetricMode }).mode;
};
