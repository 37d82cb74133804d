import type { Evaluation } from './evaluate.ts';
import type { LayerReport } from './layer-report.ts';
import type { TrainingEvaluation } from './totals.ts';

/** What an epoch came to. */
export interface EpochReport {
  readonly epoch: number;
  /** Means over the epoch's batches while the parameters moved on, dropout included. */
  readonly training: TrainingEvaluation;
  /** Over the validation data after the epoch, where there are any. */
  readonly validation?: Evaluation;
  /** Means over the observed steps: the input, and every layer in order; empty where none was. */
  readonly layers: readonly LayerReport[];
  /** What is left of the learning rate, where a plateau may reduce it. */
  readonly rateScale?: number;
  /** How many steps were left out because they were not finite. */
  readonly skipped: number;
  /** Of the epoch, or of the part of it since the run was resumed. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
}
