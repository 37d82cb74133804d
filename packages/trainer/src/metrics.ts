import { accuracy, binaryAccuracy, mae, mse, rmse, rSquared } from '@puregrad/metrics';
import { ArgumentError, type Tensor } from '@puregrad/tensors';

/** A figure of merit of a batch, a scalar, from the network's output and the targets. */
export type Metric = (output: Tensor, targets: Tensor) => Tensor;

/** Metrics by the names they are reported under. */
export type Metrics = { readonly [name: string]: Metric };

/** The metrics that an option can name. */
export type MetricName = 'accuracy' | 'binaryAccuracy' | 'mae' | 'mse' | 'rmse' | 'rSquared';

const known: { readonly [M in MetricName]: Metric } = {
  accuracy,
  binaryAccuracy,
  mae,
  mse,
  rmse,
  rSquared,
};

/** The given metrics, or those with the given names. */
export const metricsOf = (metrics: Metrics | readonly MetricName[]): Metrics => {
  if (!Array.isArray(metrics)) return metrics as Metrics;
  return Object.fromEntries(
    Array.from(metrics as readonly MetricName[], (name) => {
      if (!Object.hasOwn(known, name))
        throw new ArgumentError(
          `metrics: there is none called '${name}'; there are ${Object.keys(known).join(', ')}`,
        );
      return [name, known[name]];
    }),
  );
};
