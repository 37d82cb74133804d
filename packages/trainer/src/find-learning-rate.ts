import type { Dataset } from '@puregrad/data';
import type { LearningRate, Optimizer } from '@puregrad/optimizers';
import {
  ArgumentError,
  compile,
  type Engine,
  exp,
  foldIn,
  key,
  mul,
  split,
} from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { batchingOf } from './batching.ts';
import { requireTensors } from './check-data.ts';
import type { Objective } from './objective.ts';
import { initialState, trainingStep } from './training-step.ts';

export interface FindLearningRateOptions {
  /** The network and its loss. */
  readonly objective: Objective;
  /** The optimizer to find a rate for: `(learningRate) => adam({ learningRate })`. */
  readonly optimizer: (learningRate: LearningRate) => Optimizer;
  /** What to train on. */
  readonly train: Dataset;
  /** The first rate; 1e-6 by default. */
  readonly from?: number;
  /** The last rate; 10 by default. */
  readonly to?: number;
  /** How many steps lie between them; 100 by default. */
  readonly steps?: number;
  /** 64 by default. */
  readonly batchSize?: number;
  /** 0 by default. */
  readonly seed?: number;
  /** What runs the steps; the default of `compile`. */
  readonly engine?: Engine;
}

/** A step of the sweep. */
export interface RatePoint {
  readonly rate: number;
  /** Of the step's batch. */
  readonly loss: number;
  /** The losses' moving average, corrected for its start. */
  readonly smoothed: number;
}

/** What the sweep found. */
export interface RateFinding {
  /** The sweep, up to where the loss ran away. */
  readonly points: readonly RatePoint[];
  /** Where the smoothed loss fell fastest: a rate to start from. */
  readonly suggestion: number;
  /** Where it was least: too large to train with, a tenth of it often is not. */
  readonly lowest: number;
}

/** The share of the old average that stays. */
const SMOOTHING = 0.9;
/** A loss so many times the best has run away. */
const RUNAWAY = 4;

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
 * The loss first stays, then falls, then runs away; the rate at which it falls fastest is a good one
 * to start from. Nothing is kept of the run.
 *
 * Source: Smith, *Cyclical learning rates for training neural networks* (WACV 2017); the suggestion as
 * in fastai.
 *
 * @throws ArgumentError for rates that do not grow from above 0, fewer than 3 steps, or a loss that is
 * not finite from the first steps on.
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
export const findLearningRate = (options: FindLearningRateOptions): RateFinding => {
  const {
    objective,
    optimizer: optimizerWith,
    train,
    from = 1e-6,
    to = 10,
    steps = 100,
    batchSize = 64,
    seed = 0,
    engine,
  } = checkOptions('findLearningRate', options, {
    objective: 'object',
    optimizer: 'function',
    train: '{x,y}',
    from: 'number?',
    to: 'number?',
    steps: 'number?',
    batchSize: 'number?',
    seed: 'number?',
    engine: '{prepare}?',
  });
  requireTensors('findLearningRate', train);
  if (!(from > 0 && from < to && to < Infinity))
    throw new ArgumentError(
      `findLearningRate: rates must grow from above 0, got from ${from} to ${to}`,
    );
  if (!Number.isInteger(steps) || steps < 3)
    throw new ArgumentError(`findLearningRate: steps must be an integer from 3, got ${steps}`);

  const growth = Math.log(to / from) / (steps - 1);
  const optimizer = optimizerWith((step) => mul(exp(mul(step, growth)), from));
  const step = compile(trainingStep(objective, optimizer), engine === undefined ? {} : { engine });
  const [init, shuffle, stepsKey] = split(key(seed), 3);
  let state = initialState(objective, optimizer, { init, steps: stepsKey });

  const examples = train.x.shape[0] ?? 0;
  const {
    stepsPerEpoch,
    problem,
    order: orderBy,
  } = batchingOf(objective.network, {
    examples,
    batchSize,
  });
  if (problem !== undefined) throw new ArgumentError(`findLearningRate: ${problem}`);
  const points: RatePoint[] = [];
  let order = orderBy(foldIn(shuffle, 0));
  let average = 0;
  let best = Infinity;
  for (let i = 0; i < steps; i++) {
    if (i > 0 && i % stepsPerEpoch === 0) order = orderBy(foldIn(shuffle, i / stepsPerEpoch));
    const [next, report] = step(state, train, order[i % stepsPerEpoch]!);
    state = next;
    const loss = report.loss.item();
    average = SMOOTHING * average + (1 - SMOOTHING) * loss;
    const smoothed = average / (1 - SMOOTHING ** (i + 1));
    if (!Number.isFinite(smoothed) || smoothed > RUNAWAY * best) break;
    best = Math.min(best, smoothed);
    points.push({ rate: from * Math.exp(growth * i), loss, smoothed });
  }
  if (points.length < 3)
    throw new ArgumentError(
      `findLearningRate: the loss ran away after ${points.length} steps; start from a rate below ${from}, or scale the inputs`,
    );
  const lowest = points.reduce((a, b) => (b.smoothed < a.smoothed ? b : a));
  return {
    points,
    // The fall is looked for before the lowest point: what comes after is noise.
    suggestion: steepest(points.slice(0, Math.max(3, points.indexOf(lowest) + 1))).rate,
    lowest: lowest.rate,
  };
};
