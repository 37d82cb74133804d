import { batches, type Dataset } from '@puregrad/data';
import { apply, type Variables } from '@puregrad/layers';
import { compile, concat, type Engine, mean, type Tensor, take } from '@puregrad/tensors';
import type { Metrics } from './metrics.ts';
import { measure, type Objective } from './objective.ts';

/** Parameters and layer states: what a network needs to run. */
export interface ModelVariables {
  readonly params: Variables;
  readonly state: Variables;
}

/** What data come to. */
export interface Evaluation {
  /** The mean loss, without penalties and weights. */
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
}

export interface EvaluateOptions {
  /** How many rows go through the network at once; 1,000 by default. */
  readonly batchSize?: number;
  /** What runs the network; the default of `compile`. */
  readonly engine?: Engine;
}

export const mapMetrics = (
  metrics: Evaluation['metrics'],
  f: (value: number, name: string) => number,
): Evaluation['metrics'] =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, f(value, name)]));

/**
 * The mean loss and the metrics of a network over a dataset, at inference (no dropout, moving
 * averages in batch norm). Metrics see the outputs for all rows at once, so those that are no means
 * over examples (F1, AUC, R²) come out right. Compiled once; call the result as often as you like.
 *
 * @example
 * ```ts
 * import { dense, initialize, input } from '@puregrad/layers';
 * import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
 * import { accuracy } from '@puregrad/metrics';
 * import { key, pipe, tensor } from '@puregrad/tensors';
 * import { evaluator } from '@puregrad/trainer';
 * const network = pipe(input(1), dense(2));
 * const evaluate = evaluator({ network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } });
 * const data = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * evaluate(initialize(network, key(1)), data).metrics.accuracy; // => 0.5
 * ```
 */
export const evaluator = (
  { network, loss, metrics }: Pick<Objective, 'network' | 'loss'> & { readonly metrics: Metrics },
  { batchSize = 1000, engine }: EvaluateOptions = {},
): ((variables: ModelVariables, data: Dataset) => Evaluation) => {
  const run = compile(
    ({ params, state }: ModelVariables, { x, y }: Dataset, rows: Tensor) => {
      const [output] = apply(network)(params, state, take(x, rows));
      return { output, loss: mean(loss(output, take(y, rows))) };
    },
    engine === undefined ? {} : { engine },
  );
  return ({ params, state }, { x, y }) => {
    const count = x.shape[0] ?? 0;
    const parts = batches(count, batchSize).map((rows) => ({
      size: rows.size,
      ...run({ params, state }, { x, y }, rows),
    }));
    const sum = parts.reduce((total, part) => total + part.loss.item() * part.size, 0);
    const measured = measure(metrics, concat(parts.map(({ output }) => output)), y);
    return {
      loss: sum / count,
      metrics: Object.fromEntries(
        Object.entries(measured).map(([name, value]) => [name, value.item()]),
      ),
    };
  };
};

/**
 * The network's output for every row of `x`, batch by batch.
 *
 * @example
 * ```ts
 * import { dense, initialize, input } from '@puregrad/layers';
 * import { key, ones, pipe } from '@puregrad/tensors';
 * import { predictor } from '@puregrad/trainer';
 * const network = pipe(input(3), dense(2));
 * predictor({ network })(initialize(network, key(1)), ones([5, 3])).shape; // => [5, 2]
 * ```
 */
export const predictor = (
  { network }: Pick<Objective, 'network'>,
  { batchSize = 1000, engine }: EvaluateOptions = {},
): ((variables: ModelVariables, x: Tensor) => Tensor) => {
  const run = compile(
    ({ params, state }: ModelVariables, x: Tensor, rows: Tensor) =>
      apply(network)(params, state, take(x, rows))[0],
    engine === undefined ? {} : { engine },
  );
  return ({ params, state }, x) =>
    concat(batches(x.shape[0] ?? 0, batchSize).map((rows) => run({ params, state }, x, rows)));
};
