import { read } from '@puregrad/tensors';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import type { TrainingEvent } from '../events.ts';
import { failed } from '../failed.ts';
import { guarded, type TrainingFailure } from '../failure.ts';
import type { Run } from '../run.ts';
import type { Checkpoint } from '../run-state.ts';
import type { YieldToEventLoop } from '../yield-to-event-loop.ts';
import { countStep } from './count-step.ts';
import { failureOfStep } from './failure-of-step.ts';
import { foldSteps } from './fold-steps.ts';
import { readingOf } from './reading.ts';
import { stateOwner } from './state-owner.ts';

/** The position of the run after an epoch, and whether its signal ended it early. */
export interface EpochEnd {
  readonly at: Checkpoint;
  readonly interrupted: boolean;
}

export interface EpochOptions {
  readonly signal: AbortSignal | undefined;
  readonly checkpointEvery: number | 'epoch' | undefined;
  readonly yieldToEventLoop: YieldToEventLoop;
}

/** Trains the rest of an epoch: makes some steps, reads and counts them, and repeats. */
export async function* trainEpoch(
  run: Run,
  start: Checkpoint,
  { signal, checkpointEvery, yieldToEventLoop }: EpochOptions,
): AsyncGenerator<TrainingEvent, Either<TrainingFailure, EpochEnd>, undefined> {
  const { epoch } = start;
  const order = run.orderOf(epoch);
  const reading = readingOf(run, { epoch, batches: order.length }, checkpointEvery);
  const owner = stateOwner();
  let at = start;

  while (at.batch < reading.batches) {
    const before = at.training;
    const stretch = reading.stretchFrom(at.batch);
    const made = await guarded({ epoch, step: reading.stepOf(stretch.first) }, () =>
      foldSteps(run, before, order, stretch),
    );
    if (isLeft(made)) return yield* failed(made.left);
    const { training, records } = made.right;

    for (const record of records) {
      const step = reading.stepOf(at.batch);
      const counted = countStep(at, record, { step, skipNonFinite: run.skipNonFinite });
      if (counted === undefined)
        return yield* failed(
          await failureOfStep(run, before, records, { rows: record.rows, epoch, step }),
        );
      at = counted[0];
      yield counted[1];
    }

    owner.replace(before);
    at = { ...at, training };
    if (stretch.isSaved) {
      owner.share();
      yield { kind: 'checkpoint', checkpoint: at };
    }
    await yieldToEventLoop();
    if (signal?.aborted) {
      const here = await guarded({ epoch, step: reading.stepOf(at.batch - 1) }, () =>
        read(training),
      );
      return isLeft(here) ? yield* failed(here.left) : right({ at, interrupted: true });
    }
  }
  return right({ at, interrupted: false });
}
