import { read, type Tensor } from '@puregrad/tensors';
import type { NonFinite } from '../failure.ts';
import { locateFailure } from '../locate-failure.ts';
import type { Run } from '../run.ts';
import type { TrainingState } from '../training-step.ts';
import type { StepRecord } from './fold-steps.ts';

/** The state before a failed step, recomputed by repeating the steps since `start`. */
const stateBefore = async (
  run: Run,
  start: TrainingState,
  records: readonly StepRecord[],
  failed: Tensor,
): Promise<TrainingState> => {
  let state = start;
  for (const { rows } of records) {
    if (rows === failed) break;
    [state] = await run.stepAt(1)(state, run.data, rows);
  }
  return read(state);
};

/** The place where the numbers of a step stopped being finite. `records` are the steps since `start`, including the failed one. */
export const failureOfStep = async (
  run: Run,
  start: TrainingState,
  records: readonly StepRecord[],
  { rows, epoch, step }: { readonly rows: Tensor; readonly epoch: number; readonly step: number },
): Promise<NonFinite> =>
  locateFailure(run.objective, await stateBefore(run, start, records, rows), run.data, rows, {
    epoch,
    step,
  });
