import { batches, countRows, type Dataset, type Features, requireDataset } from '@puregrad/data';
import {
  type Axes,
  apply,
  type Flow,
  isAxes,
  type Network,
  type Shape,
  type Variables,
} from '@puregrad/layers';
import {
  compile,
  defaultEngine,
  type Engine,
  type EngineOption,
  type Eventual,
  sum,
  type Tensor,
  type When,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Awaiting, readOn, result, runAwaiting } from './awaiting.ts';
import { type AnyLoss, meanLoss } from './loss.ts';
import { type AnyObjective, measure, type Objective, takeBatch } from './objective.ts';
import { type AnyDataset, concatParts, rowsOf, takeParts } from './parts.ts';
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

type EvaluatedObjective<In extends Shape, Out extends Shape, Y extends Features> = Pick<
  Objective<In, Out, Y>,
  'network' | 'loss' | 'metrics'
>;

/** Output and mean loss of one batch, and the sum of its weights if it has any. */
interface BatchResult {
  readonly output: Features;
  readonly loss: Tensor;
  readonly weight?: Tensor;
}

const evaluateBatch =
  (network: Network, loss: AnyLoss) =>
  ({ params, state }: ModelVariables, data: AnyDataset, rows: Tensor): BatchResult => {
    const { x, y, weights } = takeBatch(data, rows);
    const [output] = apply(network)(params, state, x);
    const mean = meanLoss(loss, output, y, { weights, weighting: 'weightedMean' });
    return { output, loss: mean, ...(weights === undefined ? {} : { weight: sum(weights) }) };
  };
const evaluationProgram = weakly((network: Network) =>
  weakly((loss: AnyLoss) =>
    weakly((engine: Engine<When>) => compile(evaluateBatch(network, loss), { engine })),
  ),
);
const predictionProgram = weakly((network: Network) =>
  weakly((engine: Engine<When>) =>
    compile(
      ({ params, state }: ModelVariables, x: Features, rows: Tensor) =>
        apply(network)(params, state, takeParts(x, rows))[0],
      { engine },
    ),
  ),
);

const requireEvaluable = (variables: ModelVariables, data: AnyDataset): void => {
  checkOptions('evaluate', { variables, data }, { variables: '{params,state}', data: '{x,y}' });
  requireDataset('evaluate', data);
  countRows('evaluate', { x: data.x, y: data.y });
  requireRowWeights('evaluate: the weights of the data', data.weights, data);
};

/** The results of a program for each batch of the rows of `x`, after they were read. */
function* ofBatches<T>(
  x: Features,
  batchSize: number,
  engine: Engine<When>,
  run: (rows: Tensor) => Eventual<When, T>,
): Awaiting<readonly { readonly rows: Tensor; readonly value: T }[]> {
  const values: { readonly rows: Tensor; readonly value: T }[] = [];
  for (const rows of batches(rowsOf(x), batchSize))
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
export const evaluator = <
  W extends When = 'now',
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
>(
  objective: EvaluatedObjective<In, Out, Y>,
  options?: EvaluateOptions<W>,
): ((variables: ModelVariables, data: Dataset<Flow<In>, Y>) => Eventual<W, Evaluation>) => {
  const { batchSize, engine } = requireOptions('evaluator', options);
  checkOptions('evaluator', { objective }, { objective: '{network}' });
  const { network, loss, metrics } = objective as unknown as AnyObjective;
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
      const outputs = concatParts(parts.map(({ value }) => value.output));
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
export const predictor = <
  W extends When = 'now',
  In extends Shape = Axes,
  Out extends Shape = Axes,
>(
  objective: { readonly network: Network<In, Out> },
  options?: EvaluateOptions<W>,
): ((variables: ModelVariables, x: Flow<In>) => Eventual<W, Flow<Out>>) => {
  const { batchSize, engine } = requireOptions('predictor', options);
  checkOptions('predictor', { objective }, { objective: '{network}' });
  const { network } = objective;
  checkOptions('predictor', { network }, { network: '{layers}' });
  const run = predictionProgram(network)(engine);
  return (variables, x) =>
    runAwaiting(engine, function* () {
      checkOptions(
        'predict',
        { variables, x },
        { variables: '{params,state}', x: isAxes(network.input) ? 'tensor' : 'object' },
      );
      countRows('predict', { x, y: x });
      const { params, state } = variables;
      const parts = yield* ofBatches(x, batchSize, engine, (rows) =>
        run({ params, state }, x, rows),
      );
      return concatParts(parts.map(({ value }) => value)) as Flow<Out>;
    });
};
