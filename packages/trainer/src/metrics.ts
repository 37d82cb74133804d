import type { Features } from '@puregrad/data';
import type { Network } from '@puregrad/layers';
import { isAxes } from '@puregrad/layers';
import { accuracy, binaryAccuracy, mae, mse, rmse, rSquared } from '@puregrad/metrics';
import { ArgumentError, type Tensor } from '@puregrad/tensors';

/** A figure of merit of a batch, a scalar, from the network's output and the targets. */
export type Metric<O extends Features = Tensor, Y extends Features = Tensor> = (
  output: O,
  targets: Y,
) => Tensor;

/** Metrics by the names they are reported under: of several heads, `headMetrics`. */
export type Metrics<O extends Features = Tensor, Y extends Features = Tensor> = {
  readonly [name: string]: Metric<O, Y>;
};

export type AnyMetrics = Metrics<Features, Features>;

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
export const metricsOf = (
  metrics: AnyMetrics | readonly MetricName[],
  { output }: Network,
): AnyMetrics => {
  if (!Array.isArray(metrics)) return metrics as AnyMetrics;
  const [head] = isAxes(output) || metrics.length === 0 ? [] : Object.keys(output);
  if (head !== undefined)
    throw new ArgumentError(
      `metrics: '${metrics[0]}' is of one output, but the network has several; use headMetrics({ ${head}: { … } }) of @puregrad/metrics`,
    );
  return Object.fromEntries(
    Array.from(metrics as readonly MetricName[], (name) => {
      if (!Object.hasOwn(known, name))
        throw new ArgumentError(
          `metrics: there is none called '${name}'; there are ${Object.keys(known).join(', ')}`,
        );
      return [name, known[name]];
    }),
  ) as AnyMetrics;
};
