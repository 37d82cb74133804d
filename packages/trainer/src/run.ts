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
import type { AnyFitOptions } from './fit-options.ts';
import { keptVariables, type Pass } from './kept-variables.ts';
import type { AnyLoss } from './loss.ts';
import { metricsOf } from './metrics.ts';
import { followMonitor } from './monitor.ts';
import type { AnyBatch, AnyObjective } from './objective.ts';
import { type AnyDataset, rowsOf } from './parts.ts';
import { type AnyTrainingStep, type TrainingState, trainingStep } from './training-step.ts';

/** A training step, on an engine with immediate or asynchronous results. */
export type RunningStep = Compiled<Parameters<AnyTrainingStep>, ReturnType<AnyTrainingStep>, When>;

/** The default number of steps between readings of a device. */
const READ_EVERY = 10;

/** The options of a run, checked and with their defaults, and its programs. */
export interface Run {
  readonly objective: AnyObjective;
  readonly optimizer: Optimizer;
  /** The optimizer's function that scales its rate, if a plateau may reduce it. */
  readonly adjust: AdjustableOptimizer['adjust'] | undefined;
  readonly data: AnyBatch;
  readonly examples: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  /** The reason why the examples do not make an epoch. */
  readonly unbatchable: string | undefined;
  readonly seed: number;
  readonly monitor: string;
  /** Gives early stopping or a plateau the mode of the monitored value. */
  readonly stop: EarlyStopping | undefined;
  readonly plateau: Plateau | undefined;
  readonly skipNonFinite: number;
  readonly initKey: Key;
  readonly stepsKey: Key;
  /** The rows of each batch of an epoch. */
  readonly orderOf: (epoch: number) => readonly Tensor[];
  /** The program for step i of an epoch, counted from 0: at regular intervals one that observes the layers. */
  readonly stepAt: (index: number) => RunningStep;
  /** Whether results are asynchronous, and must be read. */
  readonly isLater: boolean;
  /** The number of steps after which their reports are read. */
  readonly readEvery: number;
  /** The variables of a state that are evaluated and kept; a pure function of the state. */
  readonly keep: (
    training: TrainingState,
    yieldToEventLoop: Pass['yieldToEventLoop'],
  ) => Promise<ModelVariables>;
  readonly evaluate: (
    variables: ModelVariables,
    data: AnyDataset,
  ) => Evaluation | Promise<Evaluation>;
}

const objectiveOf = (options: AnyFitOptions): AnyObjective => {
  const { network, loss, augment, classWeights, weighting } = options;
  return {
    network,
    loss: loss ?? (sparseSoftmaxCrossEntropy as unknown as AnyLoss),
    metrics: metricsOf(options.metrics ?? (loss === undefined ? ['accuracy'] : {}), network),
    augment,
    classWeights,
    weighting,
  };
};

/** The programs for the steps of an epoch: at regular intervals one that observes the layers. */
const stepsOf = (
  { sharpness, skipNonFinite = 0, observeEvery = 50 }: AnyFitOptions,
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

/** @throws ArgumentError for invalid options. */
export const runOf = (options: AnyFitOptions, engine: Engine<When> = defaultEngine()): Run => {
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
  const examples = rowsOf(train.x);
  const batching = batchingOf(options.network, { x: train.x, batchSize, dropLast });
  const orderOf = (epoch: number): readonly Tensor[] => batching.order(foldIn(shuffleKey, epoch));
  const keep = keptVariables(objective, optimizer, engine);

  return {
    objective,
    optimizer,
    adjust: adjustable?.adjust,
    data: { ...train, weights: sampleWeights ?? train.weights },
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
    // Epochs count from 1, so this order belongs to none of them.
    keep: (training, yieldToEventLoop) =>
      keep(training, { x: train.x, order: orderOf(0), yieldToEventLoop }),
    stepAt: stepsOf(options, { objective, optimizer }, engine),
    evaluate: evaluator(
      { ...objective, metrics: { ...objective.metrics, ...validationMetrics } },
      { engine },
    ),
  };
};
