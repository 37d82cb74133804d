import { read, type Tensor } from '@puregrad/tensors';
import { release } from '@puregrad/tensors/interpreters';
import type { Run } from '../run.ts';
import type { StepReport, TrainingState } from '../training-step.ts';
import type { Stretch } from './reading.ts';

/** A completed step: the rows of its batch, and its report. */
export interface StepRecord {
  readonly rows: Tensor;
  readonly report: StepReport;
}

/** Folds the training step over consecutive batches. It releases the states in between, but not the first. */
export const foldSteps = async (
  run: Run,
  before: TrainingState,
  order: readonly Tensor[],
  { first, end, isStateRead }: Stretch,
): Promise<{ readonly training: TrainingState; readonly records: readonly StepRecord[] }> => {
  const records: StepRecord[] = [];
  let training = before;
  for (let batch = first; batch < end; batch++) {
    const rows = order[batch]!;
    const result = run.stepAt(batch)(training, run.data, rows);
    // A promise costs a turn of the event loop, so immediate results are not wrapped in one.
    const [next, report] = result instanceof Promise ? await result : result;
    if (training !== before) release(training);
    training = next;
    records.push({ rows, report });
  }
  // A result that leaves the run must outlive the device.
  if (run.isLater) await read([records.map(({ report }) => report), isStateRead ? training : []]);
  return { training, records };
};
