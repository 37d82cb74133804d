import type { NetworkDescription } from '@puregrad/layers';
import type { PlateauState } from '@puregrad/optimizers';
import type { EarlyStoppingState } from '@puregrad/regularizers';
import type { EpochReport } from './epoch-report.ts';
import type { ModelVariables } from './evaluate.ts';
import type { RunRecipe } from './same-recipe.ts';
import type { Totals } from './totals.ts';
import type { TrainingState } from './training-step.ts';

/** What must be the same for a run to go on as if it had never stopped. */
export interface RunIdentity {
  readonly seed: number;
  readonly batchSize: number;
  /** How many there are to train on. */
  readonly examples: number;
  readonly network: NetworkDescription;
  /** Digests of optimizer, loss, data and settings; checkpoints of before there were any have none. */
  readonly recipe?: RunRecipe;
  /** The arithmetic of the engines that made its steps, in order; of older checkpoints it is unknown. */
  readonly engines?: readonly string[];
}

/**
 * Where a run stands, as a plain value: parameters, slots, layer states and keys; the epoch and how
 * many of its batches are done; what early stopping remembers. The order of the data and all random
 * numbers follow from the seed and the step, so nothing else is needed to go on bit for bit.
 */
export interface Checkpoint {
  readonly identity: RunIdentity;
  readonly training: TrainingState;
  /** The epoch under way, from 1. */
  readonly epoch: number;
  /** How many of its batches are done. */
  readonly batch: number;
  /** Over those batches. */
  readonly totals: Totals;
  /** How many of them were left out because they were not finite. */
  readonly skipped: number;
  /** How many of those came last, without a finite one between. */
  readonly skippedInRow: number;
  readonly watch: EarlyStoppingState<ModelVariables> | undefined;
  readonly plateau: PlateauState | undefined;
  readonly history: readonly EpochReport[];
}
