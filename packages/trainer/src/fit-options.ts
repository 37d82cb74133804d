import type { Dataset } from '@puregrad/data';
import type { Network } from '@puregrad/layers';
import type { Optimizer, Plateau, SharpnessAwareOptions } from '@puregrad/optimizers';
import type { Augmentation, EarlyStopping } from '@puregrad/regularizers';
import type { Engine, Tensor, When } from '@puregrad/tensors';
import type { KindsOf } from '@puregrad/tensors/interpreters';
import type { EngineTime } from './events.ts';
import type { MetricName, Metrics } from './metrics.ts';
import type { Loss, Weighting } from './objective.ts';
import type { Checkpoint } from './run-state.ts';

export interface FitOptions {
  /** What to train; parameters are drawn from the seed. */
  readonly network: Network;
  /** `adam()`, say. */
  readonly optimizer: Optimizer;
  /** What to train on. */
  readonly train: Dataset;
  /** Judged after each epoch, never trained on. */
  readonly validation?: Dataset;
  /** Sparse softmax cross entropy by default: integer labels, one logit a class. */
  readonly loss?: Loss;
  /**
   * By name, or as functions; accuracy by default where the loss is the default one, else none. In
   * training they are means over batches.
   */
  readonly metrics?: Metrics | readonly MetricName[];
  /** Metrics of the validation data alone, outside the compiled step: those that have to sort. */
  readonly validationMetrics?: Metrics;
  /** 10 by default. */
  readonly epochs?: number;
  /**
   * 64 by default; the last batch of an epoch may be smaller. If only one row is left for it, and the
   * network normalizes over the batch, the row joins the batch before it.
   */
  readonly batchSize?: number;
  /** Leave out a last batch of fewer rows: others in each epoch, by chance. False by default. */
  readonly dropLast?: boolean;
  /** Changes the inputs of each training step at random, with the step's own key. */
  readonly augment?: Augmentation;
  /** How much each training example counts, `[examples]`, none below 0; all the same by default. */
  readonly sampleWeights?: Tensor;
  /** How much an example of each class counts in training; all the same by default. */
  readonly classWeights?: readonly number[];
  /** What the weighted losses of a batch are divided by: their number (`mean`), or their weights. */
  readonly weighting?: Weighting;
  /** When to stop early; the result then holds the best epoch's parameters, else the last's. */
  readonly stop?: EarlyStopping;
  /** When to reduce the learning rate: `reduceOnPlateau()`. */
  readonly plateau?: Plateau;
  /**
   * What both watch: `loss` (the default) or a metric, of the validation data if there are any. They judge it
   * as the metric asks for; one of your own says how by `withMode`, or they are given a mode.
   */
  readonly monitor?: string;
  /** Sharpness-aware minimization, at the cost of a second gradient a step; off by default. */
  readonly sharpness?: SharpnessAwareOptions;
  /** Observe the layers at the first step of each epoch and every so many; 50, or 0 for never. */
  readonly observeEvery?: number;
  /** How many steps in a row may be not finite, and are left out; 0 by default: the first ends it. */
  readonly skipNonFinite?: number;
  /** Decides initialization, shuffling, augmentation and dropout; 0 by default. */
  readonly seed?: number;
  /** Ends the run after the step under way; the result is what a stop at that point gives. */
  readonly signal?: AbortSignal;
  /** How often to yield a `checkpoint` event: every so many steps, or after each epoch; never. */
  readonly checkpointEvery?: number | 'epoch';
  /** Go on from here, as if the run had never stopped; the other options must be the same. */
  readonly resume?: Checkpoint;
  /**
   * What runs the steps: the default of `compile`; one whose results come later, such as that of
   * `@puregrad/tensors/gpu`; or `auto` of `@puregrad/trainer/auto`, which measures and takes the fastest.
   */
  readonly engine?: Engine<When> | EngineChoice;
  /**
   * How many steps are made before their losses are looked at, and their events come: 1 by default, 10
   * where results come later, since each look waits for the device. Results don't depend on it.
   */
  readonly readEvery?: number;
}

/** What each of them may be. */
export const fitKinds: KindsOf<FitOptions> = {
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

/** A way to choose what runs the steps: `auto` of `@puregrad/trainer/auto` is one. */
export interface EngineChoice {
  readonly kind: 'choice';
  readonly choose: (options: FitOptions) => Promise<ChosenEngine>;
}

/** What was chosen, and why. */
export interface ChosenEngine {
  readonly engine: Engine<When>;
  /** What was tried, the default engine first. */
  readonly times: readonly EngineTime[];
  /** Ends the engine when the run has ended. */
  readonly close: () => Promise<void>;
}
