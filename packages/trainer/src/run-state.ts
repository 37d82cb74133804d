import type { NetworkDescription } from '@puregrad/layers';
import type { PlateauState } from '@puregrad/optimizers';
import type { EarlyStoppingState } from '@puregrad/regularizers';
import type { EpochReport } from './epoch-report.ts';
import type { ModelVariables } from './evaluate.ts';
import type { RunRecipe } from './same-recipe.ts';
import type { Totals } from './totals.ts';
import type { TrainingState } from './training-step.ts';

/** The values that must be equal for a resumed run to continue as if it had never stopped. */
export interface RunIdentity {
  readonly seed: number;
  readonly batchSize: number;
  /** The number of training examples. */
  readonly examples: number;
  readonly network: NetworkDescription;
  /** Digests of optimizer, loss, data and settings; checkpoints of older versions have none. */
  readonly recipe?: RunRecipe;
  /** The arithmetic of the engines that ran the steps, in order; unknown for checkpoints of older versions. */
  readonly engines?: readonly string[];
}

/**
 * The state of a run as a plain value: parameters, slots, layer states and keys; the epoch and the number of
 * its completed batches; the state of early stopping. The order of the data and all random numbers follow from
 * the seed and the step, so a run that resumes from it gives the same bits.
 */
export interface Checkpoint {
  readonly identity: RunIdentity;
  readonly training: TrainingState;
  /** The current epoch, counted from 1. */
  readonly epoch: number;
  /** The number of its completed batches. */
  readonly batch: number;
  /** Sums over those batches. */
  readonly totals: Totals;
  /** The number of them that were skipped because they were not finite. */
  readonly skipped: number;
  /** The number of skipped batches since the last finite one. */
  readonly skippedInRow: number;
  readonly watch: EarlyStoppingState<ModelVariables> | undefined;
  readonly plateau: PlateauState | undefined;
  readonly history: readonly EpochReport[];
}
