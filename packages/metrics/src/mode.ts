import type { Tensor } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';

/** Whether small values of a metric are good (`min`), or large ones (`max`). */
export type MetricMode = 'min' | 'max';

type Metric = (predictions: Tensor, targets: Tensor) => Tensor;

/** A metric that says which way is better. */
export interface MetricWithMode extends Metric {
  readonly mode: MetricMode;
}

/**
 * The metric, saying which way is better, so that early stopping on it needs no mode of its own.
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
 * Which way a metric is better, as this package's say and those made by `withMode`; undefined of others.
 *
 * @example
 * ```ts
 * import { accuracy, modeOf, mse } from '@puregrad/metrics';
 * [modeOf(accuracy), modeOf(mse)]; // => ['max', 'min']
 * ```
 */
export const modeOf = (metric: Metric): MetricMode | undefined => {
  checkOptions('modeOf', { metric }, { metric: 'function' });
  return (metric as Partial<MetricWithMode>).mode;
};
