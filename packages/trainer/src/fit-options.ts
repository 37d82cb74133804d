import type { Dataset, Features } from '@puregrad/data';
import type { Axes, Flow, Network, Shape } from '@puregrad/layers';
import type { Optimizer, Plateau, SharpnessAwareOptions } from '@puregrad/optimizers';
import type { EarlyStopping } from '@puregrad/regularizers';
import type { Engine, Tensor, When } from '@puregrad/tensors';
import type { KindsOf } from '@puregrad/tensors/interpreters';
import type { EngineTime } from './events.ts';
import type { Loss, Weighting } from './loss.ts';
import type { MetricName, Metrics } from './metrics.ts';
import type { Augment } from './objective.ts';
import type { Checkpoint } from './run-state.ts';

export interface FitOptions<
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
> {
  /** The network to train; its parameters are initialized from the seed. */
  readonly network: Network<In, Out>;
  /** For example `adam()`. */
  readonly optimizer: Optimizer;
  /** The training data. Their inputs, and the targets of several heads, have the parts of the network. */
  readonly train: Dataset<Flow<In>, Y>;
  /** Data for an evaluation after each epoch; never trained on. If they have weights, the mean loss is weighted. */
  readonly validation?: Dataset<Flow<In>, Y>;
  /**
   * Sparse softmax cross entropy by default: integer labels, one logit per class. A network with several heads needs
   * `headLosses`, or a loss of your own for all of them.
   */
  readonly loss?: Loss<Flow<Out>, Y>;
  /**
   * Metrics by name, or as functions; `headMetrics` of several heads. The default is accuracy if the loss is the default one, and none
   * otherwise. In training they are means over batches.
   */
  readonly metrics?: Metrics<Flow<Out>, NoInfer<Y>> | readonly MetricName[];
  /** Metrics of the validation data only, computed outside the compiled step, such as those that sort. */
  readonly validationMetrics?: Metrics<Flow<Out>, NoInfer<Y>>;
  /** 10 by default. */
  readonly epochs?: number;
  /**
   * 64 by default; the last batch of an epoch may be smaller. If only one row is left for it, and the
   * network normalizes over the batch, the row joins the batch before it.
   */
  readonly batchSize?: number;
  /** Drop a last batch of fewer rows; shuffling drops different rows in each epoch. False by default. */
  readonly dropLast?: boolean;
  /** Changes the inputs of each training step at random, with the step's own key. */
  readonly augment?: Augment<Flow<In>>;
  /** The weight of each training example, `[examples]`, not below 0; those of `train` by default. */
  readonly sampleWeights?: Tensor;
  /** The weight in training of the examples of each class; all equal by default. */
  readonly classWeights?: readonly number[];
  /** The divisor of the weighted losses of a batch: their number (`mean`), or the sum of their weights. */
  readonly weighting?: Weighting;
  /** When to stop early; the result then holds the best epoch's parameters, else the last's. */
  readonly stop?: EarlyStopping;
  /** When to reduce the learning rate: `reduceOnPlateau()`. */
  readonly plateau?: Plateau;
  /**
   * The value that `stop` and `plateau` monitor: `loss` (the default) or a metric, of the validation data if there
   * are any. The metric decides whether smaller or larger is better. For a metric of your own, declare this by
   * `withMode`, or pass a mode to `stop` and `plateau`.
   */
  readonly monitor?: string;
  /** Sharpness-aware minimization, at the cost of a second gradient per step; off by default. */
  readonly sharpness?: SharpnessAwareOptions;
  /** Observe the layers at the first step of each epoch and every n steps after it; 50 by default, 0 for never. */
  readonly observeEvery?: number;
  /** The number of steps in a row that may be skipped because they are not finite. By default 0: the first one ends the run. */
  readonly skipNonFinite?: number;
  /** The seed of initialization, shuffling, augmentation and dropout; 0 by default. */
  readonly seed?: number;
  /** Ends the run after the current step; the result is that of a run which ends at that step. */
  readonly signal?: AbortSignal;
  /** When to yield a `checkpoint` event: every n steps, after each `'epoch'`, or never (the default). */
  readonly checkpointEvery?: number | 'epoch';
  /** Continue from this checkpoint, as if the run had never stopped; the other options must be the same. */
  readonly resume?: Checkpoint;
  /**
   * The engine that runs the steps: by default that of `compile`. It may be one with asynchronous results, such
   * as that of `@puregrad/tensors/gpu`, or `auto` of `@puregrad/trainer/auto`, which measures several and chooses
   * the fastest.
   */
  readonly engine?: Engine<When> | EngineChoice;
  /**
   * The number of steps after which their losses are read, and their events follow. The default is 1, or 10 if
   * results are asynchronous, because each reading waits for the device. The results do not depend on it.
   */
  readonly readEvery?: number;
}

/** The options of a run whose network takes and gives tensors, or records of them. */
export type AnyFitOptions = FitOptions<Shape, Shape, Features>;

/** The type of each option. */
export const fitKinds: KindsOf<AnyFitOptions> = {
  network: '{layers}',
  optimizer: '{init,update}',
  train: '{x,y}',
  validation: '{x,y}?',
  loss: 'function?',
  metrics: 'object|array?',
  validationMetrics: 'object?',
  epochs: 'number?',
  batchSize: 'number?',
  dropLast: 'boolean?',
  augment: 'function?',
  sampleWeights: 'tensor?',
  classWeights: 'number[]?',
  weighting: "'mean'|'weightedMean'?",
  stop: '{init,update}?',
  plateau: '{init,update}?',
  monitor: 'string?',
  sharpness: 'object?',
  observeEvery: 'number?',
  skipNonFinite: 'number?',
  seed: 'number?',
  signal: 'object?',
  checkpointEvery: "number|'epoch'?",
  resume: '{identity,training}?',
  engine: '{prepare,results}|{choose}?',
  readEvery: 'number?',
};

/** A function that chooses the engine of the steps, such as `auto` of `@puregrad/trainer/auto`. */
export interface EngineChoice {
  readonly kind: 'choice';
  readonly choose: (options: FitOptions) => Promise<ChosenEngine>;
}

/** The chosen engine, and the reason. */
export interface ChosenEngine {
  readonly engine: Engine<When>;
  /** The engines that were tried, the default engine first. */
  readonly times: readonly EngineTime[];
  /** Disposes of the engine when the run has ended. */
  readonly close: () => Promise<void>;
}
