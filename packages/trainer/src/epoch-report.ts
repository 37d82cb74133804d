import type { Evaluation } from './evaluate.ts';
import type { LayerReport } from './layer-report.ts';
import type { TrainingEvaluation } from './totals.ts';

/** The results of an epoch. */
export interface EpochReport {
  readonly epoch: number;
  /** Means over the epoch's batches while the parameters moved on, dropout included. */
  readonly training: TrainingEvaluation;
  /** The loss and metrics on the validation data after the epoch, if there are any. */
  readonly validation?: Evaluation;
  /** Means over the observed steps: the input, then every layer before those within it; empty if none was observed. */
  readonly layers: readonly LayerReport[];
  /** The factor by which plateaus have reduced the learning rate, if there is a `plateau`. */
  readonly rateScale?: number;
  /** The number of steps that were skipped because they were not finite. */
  readonly skipped: number;
  /** The duration of the epoch, or of its part since the run was resumed. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
}
