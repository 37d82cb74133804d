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

/** Adds up means, each weighed by how many examples it stands for. */
export const weightedMeans = (): {
  readonly add: (evaluation: Evaluation, weight: number) => void;
  readonly result: () => Evaluation;
} => {
  let total = 0;
  let loss = 0;
  const sums: Record<string, number> = {};
  return {
    add: (evaluation, weight) => {
      total += weight;
      loss += evaluation.loss * weight;
      for (const [name, value] of Object.entries(evaluation.metrics))
        sums[name] = (sums[name] ?? 0) + value * weight;
    },
    result: () => ({
      loss: loss / total,
      metrics: Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / total])),
    }),
  };
};

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
    const means = weightedMeans();
    for (const indices of batches(data.x.shape[0] ?? 0, batchSize))
      means.add(readScalars(run({ params, state }, data, indices)), indices.size);
    return means.result();
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
