import type { Evaluation } from './evaluate.ts';

/** What an epoch came to. */
export interface EpochReport {
  readonly epoch: number;
  /** Means over the epoch's batches while the parameters moved on, dropout included. */
  readonly training: Evaluation;
  /** Over the validation data after the epoch, where there are any. */
  readonly validation?: Evaluation;
  /** Of the epoch, or of the part of it since the run was resumed. */
  readonly seconds: number;
  readonly examplesPerSecond: number;
}
