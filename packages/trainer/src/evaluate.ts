import { batches, type Dataset } from '@puregrad/data';
import { apply, type Variables } from '@puregrad/layers';
import { compile, concat, type Engine, mean, type Tensor, take } from '@puregrad/tensors';
import { measure, type Objective } from './objective.ts';

/** Parameters and layer states: what a network needs to run. */
export interface ModelVariables {
  readonly params: Variables;
  readonly state: Variables;
}

/** Means over a dataset. */
export interface Evaluation {
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
}

export interface EvaluateOptions {
  /** How many rows go through the network at once; 1,000 by default. */
  readonly batchSize?: number;
  readonly engine?: Engine;
}

/** Sums of means, each weighed by how many examples it stands for. */
export interface Totals extends Evaluation {
  readonly weight: number;
}

export const noTotals: Totals = { weight: 0, loss: 0, metrics: {} };

const mapMetrics = (
  metrics: Evaluation['metrics'],
  f: (value: number, name: string) => number,
): Evaluation['metrics'] =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, f(value, name)]));

export const addTo = (totals: Totals, { loss, metrics }: Evaluation, weight: number): Totals => ({
  weight: totals.weight + weight,
  loss: totals.loss + loss * weight,
  metrics: mapMetrics(metrics, (value, name) => (totals.metrics[name] ?? 0) + value * weight),
});

export const meansOf = ({ weight, loss, metrics }: Totals): Evaluation => ({
  loss: loss / weight,
  metrics: mapMetrics(metrics, (sum) => sum / weight),
});

/** Reads the scalars of a report. */
export const readScalars = (report: {
  readonly loss: Tensor;
  readonly metrics: { readonly [name: string]: Tensor };
}): Evaluation => ({
  loss: report.loss.item(),
  metrics: Object.fromEntries(
    Object.entries(report.metrics).map(([name, value]) => [name, value.item()]),
  ),
});

/**
 * The mean loss and metrics of a network over a dataset, at inference (no dropout, moving averages
 * in batch norm). Compiled once; call the result as often as you like.
 */
export const evaluator = (
  { network, loss, metrics }: Objective,
  { batchSize = 1000, engine }: EvaluateOptions = {},
): ((variables: ModelVariables, data: Dataset) => Evaluation) => {
  const run = compile(
    ({ params, state }: ModelVariables, { x, y }: Dataset, indices: Tensor) => {
      const [output] = apply(network)(params, state, take(x, indices));
      const targets = take(y, indices);
      return { loss: mean(loss(output, targets)), metrics: measure(metrics, output, targets) };
    },
    engine === undefined ? {} : { engine },
  );
  return ({ params, state }, data) => {
    let totals = noTotals;
    for (const indices of batches(data.x.shape[0] ?? 0, batchSize))
      totals = addTo(totals, readScalars(run({ params, state }, data, indices)), indices.size);
    return meansOf(totals);
  };
};

/** The network's output for every row of `x`, batch by batch. */
export const predictor = (
  { network }: Pick<Objective, 'network'>,
  { batchSize = 1000, engine }: EvaluateOptions = {},
): ((variables: ModelVariables, x: Tensor) => Tensor) => {
  const run = compile(
    ({ params, state }: ModelVariables, x: Tensor, indices: Tensor) =>
      apply(network)(params, state, take(x, indices))[0],
    engine === undefined ? {} : { engine },
  );
  return ({ params, state }, x) =>
    concat(
      batches(x.shape[0] ?? 0, batchSize).map((indices) => run({ params, state }, x, indices)),
    );
};
