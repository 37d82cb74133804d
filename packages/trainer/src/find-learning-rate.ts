import { countRows, type Dataset, type Features, requireDataset } from '@puregrad/data';
import type { Axes, Flow, Shape } from '@puregrad/layers';
import type { LearningRate, Optimizer } from '@puregrad/optimizers';
import {
  ArgumentError,
  compile,
  defaultEngine,
  type Engine,
  type EngineOption,
  type Eventual,
  exp,
  foldIn,
  key,
  mul,
  split,
  type When,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Awaiting, readOn, result, runAwaiting } from './awaiting.ts';
import { batchingOf } from './batching.ts';
import type { Objective } from './objective.ts';
import { requireRowWeights } from './require-row-weights.ts';
import { initialState, trainingStep } from './training-step.ts';

/** Options of `findLearningRate`. */
export type FindLearningRateOptions<
  W extends When = 'now',
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
> = EngineOption<W> & {
  /** The network and its loss. */
  readonly objective: Objective<In, Out, Y>;
  /** The optimizer to find a rate for: `(learningRate) => adam({ learningRate })`. */
  readonly optimizer: (learningRate: LearningRate) => Optimizer;
  /** The training data. */
  readonly train: Dataset<Flow<In>, Y>;
  /** The first rate; 1e-6 by default. */
  readonly from?: number;
  /** The last rate; 10 by default. */
  readonly to?: number;
  /** The number of steps from the first rate to the last; 100 by default. */
  readonly steps?: number;
  /** 64 by default. */
  readonly batchSize?: number;
  /** 0 by default. */
  readonly seed?: number;
};

/** The options after their types have been checked. */
type Sweep = Omit<FindLearningRateOptions<'now', Shape, Shape, Features>, 'engine'>;

/** A step of the sweep. */
export interface RatePoint {
  readonly rate: number;
  /** The loss of the step's batch. */
  readonly loss: number;
  /** The moving average of the losses, with bias correction. */
  readonly smoothed: number;
}

/** The result of the sweep. */
export interface RateFinding {
  /** The sweep, until the loss diverged. */
  readonly points: readonly RatePoint[];
  /** The rate at which the smoothed loss fell fastest: a good rate to start from. */
  readonly suggestion: number;
  /** The rate of the lowest smoothed loss: too large to train with; a tenth of it often works. */
  readonly lowest: number;
}

/** The decay of the moving average. */
const SMOOTHING = 0.9;
/** A loss has diverged if it is more than this many times the lowest. */
const DIVERGED = 4;

/** The slope of the smoothed loss over the logarithm of the rate, by central differences. */
const steepest = (points: readonly RatePoint[]): RatePoint => {
  const slopeAt = (i: number): number => {
    const [before, after] = [
      points[Math.max(0, i - 1)]!,
      points[Math.min(points.length - 1, i + 1)]!,
    ];
    return (after.smoothed - before.smoothed) / Math.log(after.rate / before.rate);
  };
  return points.reduce((best, point, i) =>
    slopeAt(i) < slopeAt(points.indexOf(best)) ? point : best,
  );
};

/**
 * The learning-rate range test: a short run whose rate grows from step to step, `from·(to/from)^(i/n)`.
 * The loss first stays level, then falls, then diverges; the rate at which it falls fastest is a good
 * one to start from. The trained parameters are discarded. On an engine with asynchronous results the
 * function returns a promise.
 *
 * Source: Smith, *Cyclical learning rates for training neural networks* (WACV 2017); the suggestion as
 * in fastai.
 *
 * @throws ArgumentError if the rates do not grow from above 0, if there are fewer than 3 steps, or if the loss
 * is not finite from the first steps on.
 * @example
 * ```ts
 * import { dense, input, relu } from '@puregrad/layers';
 * import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
 * import { adam } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { findLearningRate } from '@puregrad/trainer';
 * const train = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * const network = pipe(input(1), dense(8), relu(), dense(2));
 * const { suggestion } = findLearningRate({
 *   objective: { network, loss: sparseSoftmaxCrossEntropy, metrics: {} },
 *   optimizer: (learningRate) => adam({ learningRate }),
 *   train,
 * });
 * ```
 */
export const findLearningRate = <
  W extends When = 'now',
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
>(
  given: FindLearningRateOptions<W, In, Out, Y>,
): Eventual<W, RateFinding> => {
  const options = given as unknown as Sweep & { readonly engine?: Engine<W> };
  const { engine = defaultEngine() } = checkOptions<Sweep & { readonly engine?: Engine<W> }>(
    'findLearningRate',
    options,
    {
      objective: 'object',
      optimizer: 'function',
      train: '{x,y}',
      from: 'number?',
      to: 'number?',
      steps: 'number?',
      batchSize: 'number?',
      seed: 'number?',
      engine: '{prepare,results}?',
    },
  );
  return runAwaiting(engine as Engine<W>, function* () {
    const points = yield* sweep(options, engine);
    const lowest = points.reduce((a, b) => (b.smoothed < a.smoothed ? b : a));
    return {
      points,
      // Only up to the minimum, because later slopes are noise.
      suggestion: steepest(points.slice(0, Math.max(3, points.indexOf(lowest) + 1))).rate,
      lowest: lowest.rate,
    };
  });
};

/** Trains while the rate grows, until the last step, or until the loss diverges. */
function* sweep(options: Sweep, engine: Engine<When>): Awaiting<readonly RatePoint[]> {
  const { objective, train, from = 1e-6, to = 10, steps = 100, batchSize = 64, seed = 0 } = options;
  requireDataset('findLearningRate', train);
  countRows('findLearningRate', { x: train.x, y: train.y });
  requireRowWeights('findLearningRate: the weights of the data', train.weights, train);
  if (!(from > 0 && from < to && to < Infinity))
    throw new ArgumentError(
      `findLearningRate: rates must grow from above 0, got from ${from} to ${to}`,
    );
  if (!Number.isInteger(steps) || steps < 3)
    throw new ArgumentError(`findLearningRate: steps must be an integer from 3, got ${steps}`);
  const batching = batchingOf(objective.network, { x: train.x, batchSize });
  const { stepsPerEpoch, problem } = batching;
  if (problem !== undefined) throw new ArgumentError(`findLearningRate: ${problem}`);

  const growth = Math.log(to / from) / (steps - 1);
  const optimizer = options.optimizer((step) => mul(exp(mul(step, growth)), from));
  const step = compile(trainingStep(objective, optimizer), { engine });
  const [init, shuffle, stepsKey] = split(key(seed), 3);
  let state = initialState(objective, optimizer, { init, steps: stepsKey });

  const points: RatePoint[] = [];
  let order = batching.order(foldIn(shuffle, 0));
  let average = 0;
  let best = Infinity;
  for (let i = 0; i < steps; i++) {
    if (i > 0 && i % stepsPerEpoch === 0)
      order = batching.order(foldIn(shuffle, i / stepsPerEpoch));
    const [next, report] = yield* result(step(state, train, order[i % stepsPerEpoch]!));
    state = next;
    const loss = (yield* readOn(engine, report.loss)).item();
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    const smoothed = average / (1 - SMOOTHING ** (i + 1));
    if (!Number.isFinite(smoothed) || smoothed > DIVERGED * best) break;
    best = Math.min(best, smoothed);
    points.push({ rate: from * Math.exp(growth * i), loss, smoothed });
  }
  if (points.length < 3)
    throw new ArgumentError(
      `findLearningRate: the loss diverged after ${points.length} steps; start from a rate below ${from}, or scale the inputs`,
    );
  return points;
}
