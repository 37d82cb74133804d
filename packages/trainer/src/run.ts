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
import { requireFitOptions } from './check-fit-options.ts';
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
  readonly keep: (
    training: TrainingState,
    yieldToEventLoop: Pass['yieldToEventLoop'],
  ) => Promise<ModelVariables>;
  readonly evaluate: (variables: ModelVariables, data: Dataset) => Evaluation | Promise<Evaluation>;
}

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

/** The step to make as the i-th of an epoch: every so often one that observes the layers. */
const stepsOf = (
  { sharpness, skipNonFinite = 0, observeEvery = 50 }: FitOptions,
  { objective, optimizer }: Pick<Run, 'objective' | 'optimizer'>,
  engine: Engine<When>,
): Run['stepAt'] => {
  const programOf = (observe: boolean): RunningStep =>
    compile(
      trainingStep(objective, optimizer, {
        observe,
        sharpness,
        skipNonFinite: skipNonFinite > 0,
      }),
      { engine },
    );
  const [plain, observing] = [programOf(false), programOf(true)];
  return (index) => (observeEvery > 0 && index % observeEvery === 0 ? observing : plain);
};

/** @throws ArgumentError for options that cannot be meant. */
export const runOf = (options: FitOptions, engine: Engine<When> = defaultEngine()): Run => {
  requireFitOptions(options);
  const { train, sampleWeights, plateau, validationMetrics, dropLast = false } = options;
  const { epochs = 10, batchSize = 64, seed = 0, monitor = 'loss', skipNonFinite = 0 } = options;
  const isLater = engine.results === 'later';
  const { readEvery = isLater ? READ_EVERY : 1 } = options;

  const objective = objectiveOf(options);
  const judged = options.validation === undefined ? {} : validationMetrics;
  const follow = followMonitor(monitor, { ...objective.metrics, ...judged });
  const adjustable = plateau === undefined ? undefined : adjustableRate(options.optimizer);
  const optimizer = adjustable ?? options.optimizer;

  const [initKey, shuffleKey, stepsKey] = split(key(seed), 3);
  const examples = train.x.shape[0] ?? 0;
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
    keep: (training, yieldToEventLoop) =>
      keep(training, { x: train.x, order: orderOf(0), yieldToEventLoop }),
    stepAt: stepsOf(options, { objective, optimizer }, engine),
    evaluate: evaluator(
      { ...objective, metrics: { ...objective.metrics, ...validationMetrics } },
      { engine },
    ),
  };
};
