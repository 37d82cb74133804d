import type { Run } from '../run.ts';

/** Steps whose results are read together: the batches from `first` up to, but not including, `end`. */
export interface Stretch {
  readonly first: number;
  readonly end: number;
  /** Whether a checkpoint follows. */
  readonly isSaved: boolean;
  /** Whether the state is read too, and not only the reports: for a checkpoint, or for the end of the epoch. */
  readonly isStateRead: boolean;
}

/** The times at which the results of an epoch's steps are read. */
export interface Reading {
  readonly batches: number;
  /** The number of a batch's step, counted from 1 over the whole run. */
  readonly stepOf: (batch: number) => number;
  /** The steps from a batch to the next reading: at most `readEvery`, and none after one that is saved. */
  readonly stretchFrom: (first: number) => Stretch;
}

export const readingOf = (
  { stepsPerEpoch, readEvery }: Pick<Run, 'stepsPerEpoch' | 'readEvery'>,
  { epoch, batches }: { readonly epoch: number; readonly batches: number },
  checkpointEvery: number | 'epoch' | undefined,
): Reading => {
  const stepOf = (batch: number): number => (epoch - 1) * stepsPerEpoch + batch + 1;
  const isSavedAt = (batch: number): boolean =>
    typeof checkpointEvery === 'number' && stepOf(batch) % checkpointEvery === 0;
  return {
    batches,
    stepOf,
    stretchFrom: (first) => {
      const most = Math.min(batches, first + readEvery);
      let end = first + 1;
      while (end < most && !isSavedAt(end - 1)) end++;
      const isSaved = isSavedAt(end - 1);
      return { first, end, isSaved, isStateRead: isSaved || end === batches };
    },
  };
};
