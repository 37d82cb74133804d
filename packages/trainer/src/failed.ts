import { type Either, left } from 'fp-ts/lib/Either.js';
import type { FailureEvent } from './events.ts';
import type { TrainingFailure } from './failure.ts';

/** The last event of a run that cannot continue, and its result. */
export function* failed(
  failure: TrainingFailure,
): Generator<FailureEvent, Either<TrainingFailure, never>, undefined> {
  yield { kind: 'failure', failure };
  return left(failure);
}
