import type { Dataset } from '@puregrad/data';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import {
  type AdjustableOptimizer,
  adjustableRate,
  type Optimizer,
  type Plateau,
} from '@puregrad/optimizers';
import type { EarlyStopping } from '@puregrad/regularizers';
import {
  ArgumentError,
  type Compiled,
  compile,
  defaultEngine,
  type Engine,
  foldIn,
  type Key,
  key,
  split,
  type Tensor,
  type When,
} from '@puregrad/tensors';
import { batchingOf } from './batching.ts';
import { type Evaluation, evaluator, type ModelVariables } from './evaluate.ts';
import type { FitOptions } from './fit-options.ts';
import { keptVariables, type Pass } from './kept-variables.ts';
import { metricsOf } from './metrics.ts';
import { followMonitor } from './monitor.ts';
import type { Batch, Objective } from './objective.ts';
import { type TrainingState, type TrainingStep, trainingStep } from './training-step.ts';

/** A training step on an engine of either kind. */
export type RunningStep = Compiled<Parameters<TrainingStep>, ReturnType<TrainingStep>, When>;

/** Steps between looks at a device, where nothing else is asked for. */
const READ_EVERY = 10;

/** The options of a run with their defaults, checked, and the programs it consists of. */
export interface Run {
  readonly objective: Objective;
  readonly optimizer: Optimizer;
  /** Where a plateau may reduce the rate. */
  readonly adjust: AdjustableOptimizer['adjust'] | undefined;
  readonly data: Batch;
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  /** Why no epoch can be made of the examples. */
  readonly unbatchable: string | undefined;
  readonly seed: number;
  readonly monitor: string;
  /** What follows the monitored value, judging it as the value asks for. */
  readonly stop: EarlyStopping | undefined;
  readonly plateau: Plateau | undefined;
  readonly skipNonFinite: number;
  readonly initKey: Key;
  readonly stepsKey: Key;
  /** The rows of each batch of an epoch. */
  readonly orderOf: (epoch: number) => readonly Tensor[];
  /** The step to make as the i-th of an epoch, from 0: every so often one that observes. */
  readonly stepAt: (index: number) => RunningStep;
  /** Whether results come later, and have to be read. */
  readonly isLater: boolean;
  /** How many steps are made before their reports are read. */
  readonly readEvery: number;
  /** What a state stands for when it is judged or kept: decided by the state alone. */
  readonly keep: (training: TrainingState, breathe: Pass['breathe']) => Promise<ModelVariables>;
  readonly evaluate: (variables: ModelVariables, data: Dataset) => Evaluation | Promise<Evaluation>;
}

const requireCount = (name: string, value: number, least: number): void => {
  if (!Number.isInteger(value) || value < least)
    throw new ArgumentError(`fit: ${name} must be an integer from ${least}, got ${value}`);
};

const requireWeights = ({ train, network, sampleWeights, classWeights }: FitOptions): void => {
  const examples = train.x.shape[0];
  if (sampleWeights !== undefined) {
    if (sampleWeights.rank !== 1 || sampleWeights.size !== examples)
      throw new ArgumentError(
        `fit: sampleWeights must have shape [${examples}], one for each training example, got [${sampleWeights.shape.join(', ')}]`,
      );
    const row = sampleWeights.data.findIndex((weight) => !(weight >= 0 && weight < Infinity));
    if (row >= 0)
      throw new ArgumentError(
        `fit: sampleWeights must be finite and not below 0, got ${sampleWeights.data[row]} in row ${row}`,
      );
  }
  if (classWeights !== undefined) {
    if (train.y.dtype !== 'int32' || train.y.rank !== 1)
      throw new ArgumentError(
        `fit: classWeights need int32 class labels of shape [${examples}], got ${train.y.dtype} of shape [${train.y.shape.join(', ')}]`,
      );
    const classes = Math.max(network.outputWidth, 2);
    if (classWeights.length !== classes || !classWeights.every((w) => w >= 0 && w < Infinity))
      throw new ArgumentError(
        `fit: classWeights must be ${classes} finite numbers not below 0, one for each class, got [${classWeights.join(', ')}]`,
      );
  }
};

const objectiveOf = (options: FitOptions): Objective => {
  const { network, loss, augment, classWeights, weighting } = options;
  return {
    network,
    loss: loss ?? sparseSoftmaxCrossEntropy,
    metrics: metricsOf(options.metrics ?? (loss === undefined ? ['accuracy'] : {})),
    augment,
    classWeights,
    weighting,
  };
};

/** @throws ArgumentError for options that cannot be meant. */
export const runOf = (options: FitOptions, engine: Engine<When> = defaultEngine()): Run => {
  const { train, sampleWeights, sharpness, plateau, checkpointEvery, validationMetrics } = options;
  const { epochs = 10, batchSize = 64, seed = 0, monitor = 'loss' } = options;
  const { observeEvery = 50, skipNonFinite = 0 } = options;
  const isLater = engine.results === 'later';
  const { readEvery = isLater ? READ_EVERY : 1 } = options;
  requireCount('epochs', epochs, 1);
  requireCount('batchSize', batchSize, 1);
  requireCount('observeEvery', observeEvery, 0);
  requireCount('skipNonFinite', skipNonFinite, 0);
  requireCount('readEvery', readEvery, 1);
  if (typeof checkpointEvery === 'number') requireCount('checkpointEvery', checkpointEvery, 1);
  requireWeights(options);

  const objective = objectiveOf(options);
  const judged = options.validation === undefined ? {} : validationMetrics;
  const follow = followMonitor(monitor, { ...objective.metrics, ...judged });

  const adjustable = plateau === undefined ? undefined : adjustableRate(options.optimizer);
  const optimizer = adjustable ?? options.optimizer;
  const programOf = (observe: boolean): RunningStep => {
    const step = trainingStep(objective, optimizer, {
      observe,
      sharpness,
      skipNonFinite: skipNonFinite > 0,
    });
    return compile(step, { engine });
  };
  const [plain, observing] = [programOf(false), programOf(true)];
  const [initKey, shuffleKey, stepsKey] = split(key(seed), 3);
  const examples = train.x.shape[0] ?? 0;
  const { dropLast = false } = options;
  const batching = batchingOf(options.network, { examples, batchSize, dropLast });
  const orderOf = (epoch: number): readonly Tensor[] => batching.order(foldIn(shuffleKey, epoch));
  const keep = keptVariables(objective, optimizer, engine);

  return {
    objective,
    optimizer,
    adjust: adjustable?.adjust,
    data: { ...train, weights: sampleWeights },
    examples,
    epochs,
    batchSize,
    stepsPerEpoch: batching.stepsPerEpoch,
    unbatchable: batching.problem,
    seed,
    monitor,
    stop: follow('stop', options.stop),
    plateau: follow('plateau', plateau),
    skipNonFinite,
    isLater,
    readEvery,
    initKey,
    stepsKey,
    orderOf,
    // Epochs count from 1, so this order is no epoch's.
    keep: (training, breathe) => keep(training, { x: train.x, order: orderOf(0), breathe }),
    stepAt: (index) => (observeEvery > 0 && index % observeEvery === 0 ? observing : plain),
    evaluate: evaluator(
      { ...objective, metrics: { ...objective.metrics, ...validationMetrics } },
      { engine },
    ),
  };
};
