import { batches, type Dataset } from '@puregrad/data';
import { apply, type Variables } from '@puregrad/layers';
import {
  type AsyncEngine,
  compile,
  concat,
  defaultEngine,
  type Engine,
  mean,
  read,
  type Tensor,
  take,
} from '@puregrad/tensors';
import { checkOptions, type KindsOf } from '@puregrad/tensors/interpreters';
import { requireTensors } from './check-data.ts';
import type { Metrics } from './metrics.ts';
import { measure, type Objective } from './objective.ts';
import { requireLosses } from './require-losses.ts';
import { weakly } from './weakly.ts';

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

const evaluateKinds: KindsOf<EvaluateOptions | AsyncEvaluateOptions> = {
  batchSize: 'number?',
  engine: '{prepare}?',
};

/** As `EvaluateOptions`, for an engine whose results come later. */
export interface AsyncEvaluateOptions extends Omit<EvaluateOptions, 'engine'> {
  /** What runs the network. */
  readonly engine: AsyncEngine;
}

type Judged = Pick<Objective, 'network' | 'loss'> & { readonly metrics: Metrics };
type Evaluate<R> = (variables: ModelVariables, data: Dataset) => R;

/** What a batch gave. */
interface Part {
  readonly output: Tensor;
  readonly loss: Tensor;
}

const partOf =
  (network: Judged['network'], loss: Judged['loss']) =>
  ({ params, state }: ModelVariables, { x, y }: Dataset, rows: Tensor): Part => {
    const [output] = apply(network)(params, state, take(x, rows));
    const targets = take(y, rows);
    return { output, loss: mean(requireLosses(loss(output, targets), output, targets)) };
  };
const judging = weakly((network: Judged['network']) =>
  weakly((loss: Judged['loss']) =>
    weakly((engine: Engine) => compile(partOf(network, loss), { engine })),
  ),
);
const judgingLater = weakly((network: Judged['network']) =>
  weakly((loss: Judged['loss']) =>
    weakly((engine: AsyncEngine) => compile(partOf(network, loss), { engine })),
  ),
);
const predicting = weakly((network: Judged['network']) =>
  weakly((engine: Engine) =>
    compile(
      ({ params, state }: ModelVariables, x: Tensor, rows: Tensor) =>
        apply(network)(params, state, take(x, rows))[0],
      { engine },
    ),
  ),
);

const requireJudgeable = (variables: ModelVariables, data: Dataset): void => {
  checkOptions('evaluate', { variables, data }, { variables: '{params,state}', data: '{x,y}' });
  requireTensors('evaluate', data);
};

export const mapMetrics = (
  metrics: Evaluation['metrics'],
  f: (value: number, name: string) => number,
): Evaluation['metrics'] =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, f(value, name)]));

/**
 * The mean loss and the metrics of a network over a dataset, at inference (no dropout, moving
 * averages in batch norm). Metrics see the outputs for all rows at once, so those that are no means
 * over examples (F1, AUC, R²) come out right. Compiled once: evaluators of one network, loss and engine
 * share a program. On an engine whose results come later it gives promises.
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
export function evaluator(objective: Judged, options?: EvaluateOptions): Evaluate<Evaluation>;
export function evaluator(
  objective: Judged,
  options: AsyncEvaluateOptions,
): Evaluate<Promise<Evaluation>>;
export function evaluator(
  objective: Judged,
  options: EvaluateOptions | AsyncEvaluateOptions,
): Evaluate<Evaluation | Promise<Evaluation>>;
export function evaluator(
  objective: Judged,
  options: EvaluateOptions | AsyncEvaluateOptions = {},
): Evaluate<Evaluation | Promise<Evaluation>> {
  const { batchSize = 1000, engine } = checkOptions('evaluator', options, evaluateKinds);
  checkOptions('evaluator', { objective }, { objective: '{network}' });
  const { network, loss, metrics } = objective;
  checkOptions(
    'evaluator',
    { network, loss, metrics },
    { network: '{layers}', loss: 'function', metrics: 'object' },
  );
  const summary = (y: Tensor, parts: readonly (Part & { readonly size: number })[]): Evaluation => {
    const sum = parts.reduce((total, part) => total + part.loss.item() * part.size, 0);
    const measured = measure(metrics, concat(parts.map(({ output }) => output)), y);
    return {
      loss: sum / y.shape[0]!,
      metrics: Object.fromEntries(
        Object.entries(measured).map(([name, value]) => [name, value.item()]),
      ),
    };
  };
  const batchesOf = ({ x }: Dataset): readonly Tensor[] => batches(x.shape[0] ?? 0, batchSize);
  if (engine !== undefined && 'isAsync' in engine) {
    const run = judgingLater(network)(loss)(engine);
    return async (variables, data) => {
      requireJudgeable(variables, data);
      const { params, state } = variables;
      const parts: (Part & { readonly size: number })[] = [];
      for (const rows of batchesOf(data))
        parts.push({ size: rows.size, ...(await read(await run({ params, state }, data, rows))) });
      return summary(data.y, parts);
    };
  }
  const run = judging(network)(loss)(engine ?? defaultEngine());
  return (variables, data) => {
    requireJudgeable(variables, data);
    const { params, state } = variables;
    return summary(
      data.y,
      batchesOf(data).map((rows) => ({ size: rows.size, ...run({ params, state }, data, rows) })),
    );
  };
}

/**
 * The network's output for every row of `x`, batch by batch. Predictors of one network and engine share a
 * program, so that it costs nothing to make one for each request.
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
  objective: Pick<Objective, 'network'>,
  options: EvaluateOptions = {},
): ((variables: ModelVariables, x: Tensor) => Tensor) => {
  checkOptions<EvaluateOptions | AsyncEvaluateOptions>('predictor', options, evaluateKinds);
  checkOptions('predictor', { objective }, { objective: '{network}' });
  const { batchSize = 1000, engine } = options;
  const { network } = objective;
  checkOptions('predictor', { network }, { network: '{layers}' });
  const run = predicting(network)(engine ?? defaultEngine());
  return (variables, x) => {
    checkOptions('predict', { variables, x }, { variables: '{params,state}', x: 'tensor' });
    const { params, state } = variables;
    return concat(
      batches(x.shape[0] ?? 0, batchSize).map((rows) => run({ params, state }, x, rows)),
    );
  };
};
