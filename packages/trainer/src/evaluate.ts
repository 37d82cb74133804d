import { batches, type Dataset } from '@puregrad/data';
import { apply, type Variables } from '@puregrad/layers';
import {
  compile,
  concat,
  defaultEngine,
  type Engine,
  type EngineOption,
  type Eventual,
  mean,
  sum,
  type Tensor,
  take,
  type When,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Awaiting, readOn, result, runAwaiting } from './awaiting.ts';
import { requireTensors } from './check-data.ts';
import type { Metrics } from './metrics.ts';
import { measure, type Objective, reduceLosses, takeBatch } from './objective.ts';
import { requireLosses, requireWeighable, unreduced } from './require-losses.ts';
import { requireRowWeights } from './require-row-weights.ts';
import { weakly } from './weakly.ts';

/** Parameters and layer states: what a network needs to run. */
export interface ModelVariables {
  readonly params: Variables;
  readonly state: Variables;
}

/** The loss and the metrics of a network on data. */
export interface Evaluation {
  /** The mean loss without penalties: `Σ w·l / Σ w` if the data have weights, which metrics do not use. */
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
}

/** Options of evaluators and predictors. */
export type EvaluateOptions<W extends When = 'now'> = EngineOption<W> & {
  /** The number of rows that go through the network at once; 1,000 by default. */
  readonly batchSize?: number;
};

/** The options with their defaults, checked. */
const requireOptions = <W extends When>(
  operation: string,
  options: { readonly batchSize?: number; readonly engine?: Engine<W> } = {},
): { readonly batchSize: number; readonly engine: Engine<W> } => {
  const { batchSize = 1000, engine = defaultEngine() } = checkOptions(operation, options, {
    batchSize: 'number?',
    engine: '{prepare,results}?',
  });
  // If no engine is given, W is 'now', which is when the default engine returns results.
  return { batchSize, engine: engine as Engine<W> };
};

type EvaluatedObjective = Pick<Objective, 'network' | 'loss'> & { readonly metrics: Metrics };

/** Output and mean loss of one batch, and the sum of its weights if it has any. */
interface BatchResult {
  readonly output: Tensor;
  readonly loss: Tensor;
  readonly weight?: Tensor;
}

const evaluateBatch =
  (network: EvaluatedObjective['network'], loss: EvaluatedObjective['loss']) =>
  ({ params, state }: ModelVariables, data: Dataset, rows: Tensor): BatchResult => {
    const { x, y, weights } = takeBatch(data, rows);
    const [output] = apply(network)(params, state, x);
    if (weights === undefined)
      return { output, loss: mean(requireLosses(loss(output, y), output, y)) };
    const losses = requireWeighable(requireLosses(unreduced(loss)(output, y), output, y));
    return { output, loss: reduceLosses(losses, weights, 'weightedMean'), weight: sum(weights) };
  };
const evaluationProgram = weakly((network: EvaluatedObjective['network']) =>
  weakly((loss: EvaluatedObjective['loss']) =>
    weakly((engine: Engine<When>) => compile(evaluateBatch(network, loss), { engine })),
  ),
);
const predictionProgram = weakly((network: EvaluatedObjective['network']) =>
  weakly((engine: Engine<When>) =>
    compile(
      ({ params, state }: ModelVariables, x: Tensor, rows: Tensor) =>
        apply(network)(params, state, take(x, rows))[0],
      { engine },
    ),
  ),
);

const requireEvaluable = (variables: ModelVariables, data: Dataset): void => {
  checkOptions('evaluate', { variables, data }, { variables: '{params,state}', data: '{x,y}' });
  requireTensors('evaluate', data);
  requireRowWeights('evaluate: the weights of the data', data.weights, data);
};

/** The results of a program for each batch of the rows of `x`, after they were read. */
function* ofBatches<T>(
  x: Tensor,
  batchSize: number,
  engine: Engine<When>,
  run: (rows: Tensor) => Eventual<When, T>,
): Awaiting<readonly { readonly rows: Tensor; readonly value: T }[]> {
  const values: { readonly rows: Tensor; readonly value: T }[] = [];
  for (const rows of batches(x.shape[0] ?? 0, batchSize))
    values.push({ rows, value: yield* readOn(engine, yield* result(run(rows))) });
  return values;
}

export const mapMetrics = (
  metrics: Evaluation['metrics'],
  f: (value: number, name: string) => number,
): Evaluation['metrics'] =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, f(value, name)]));

/**
 * The mean loss and the metrics of a network over a dataset, at inference (no dropout, moving
 * averages in batch norm). Metrics receive the outputs for all rows at once, so those that are not
 * means over examples (F1, AUC, R²) are exact. The weights of the data enter the loss, not the metrics. Evaluators of one network, loss and engine share a compiled
 * program. On an engine with asynchronous results an evaluator returns promises.
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
export const evaluator = <W extends When = 'now'>(
  objective: EvaluatedObjective,
  options?: EvaluateOptions<W>,
): ((variables: ModelVariables, data: Dataset) => Eventual<W, Evaluation>) => {
  const { batchSize, engine } = requireOptions('evaluator', options);
  checkOptions('evaluator', { objective }, { objective: '{network}' });
  const { network, loss, metrics } = objective;
  checkOptions(
    'evaluator',
    { network, loss, metrics },
    { network: '{layers}', loss: 'function', metrics: 'object' },
  );
  const run = evaluationProgram(network)(loss)(engine);
  return (variables, data) =>
    runAwaiting(engine, function* () {
      requireEvaluable(variables, data);
      const { params, state } = variables;
      const parts = yield* ofBatches(data.x, batchSize, engine, (rows) =>
        run({ params, state }, data, rows),
      );
      const weightOf = ({ rows, value }: (typeof parts)[number]): number =>
        value.weight?.item() ?? rows.size;
      const total = parts.reduce((sum, part) => sum + part.value.loss.item() * weightOf(part), 0);
      const weight = parts.reduce((sum, part) => sum + weightOf(part), 0);
      const outputs = concat(parts.map(({ value }) => value.output));
      const measured = measure(metrics, outputs, data.y);
      return {
        // Rows that all have weight 0 have no mean.
        loss: data.weights !== undefined && weight === 0 ? 0 : total / weight,
        metrics: Object.fromEntries(
          Object.entries(measured).map(([name, value]) => [name, value.item()]),
        ),
      };
    });
};

/**
 * The network's output for every row of `x`, batch by batch. Predictors of one network and engine share a
 * compiled program, so creating one for each request is cheap.
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
export const predictor = <W extends When = 'now'>(
  objective: Pick<Objective, 'network'>,
  options?: EvaluateOptions<W>,
): ((variables: ModelVariables, x: Tensor) => Eventual<W, Tensor>) => {
  const { batchSize, engine } = requireOptions('predictor', options);
  checkOptions('predictor', { objective }, { objective: '{network}' });
  const { network } = objective;
  checkOptions('predictor', { network }, { network: '{layers}' });
  const run = predictionProgram(network)(engine);
  return (variables, x) =>
    runAwaiting(engine, function* () {
      checkOptions('predict', { variables, x }, { variables: '{params,state}', x: 'tensor' });
      const { params, state } = variables;
      const parts = yield* ofBatches(x, batchSize, engine, (rows) =>
        run({ params, state }, x, rows),
      );
      return concat(parts.map(({ value }) => value));
    });
};
