import {
  type Checkpoint,
  type FitOptions,
  fit,
  type Trained,
  type TrainingEvent,
  type TrainingFailure,
} from '@puregrad/trainer';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Reporter } from './output/reporter.ts';
import { checkpointKeeper, type RunFolder } from './run-folder.ts';
import { abortOnInterrupt, type Terminal } from './terminal.ts';
import type { TrainingPlan } from './training-plan.ts';

/** The end of the training. */
export interface Fitted {
  /** The run whose epoch the validation rows chose. */
  readonly chosen: Trained;
  /** The run on all rows if there was one, or else the same. */
  readonly result: Trained;
  readonly aborted: boolean;
  readonly seconds: number;
}

/** Steps between the states that could be saved. */
const STEPS_BETWEEN_CHECKPOINTS = 20;

/** Follows a run to its end, and waits until each checkpoint is taken care of. */
const follow = async (
  options: FitOptions,
  onEvent: (event: TrainingEvent) => void = () => {},
  onCheckpoint?: (checkpoint: Checkpoint) => Promise<void>,
): Promise<Either<TrainingFailure, Trained>> => {
  const run = fit(
    onCheckpoint === undefined
      ? options
      : { ...options, checkpointEvery: STEPS_BETWEEN_CHECKPOINTS },
  );
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
    if (next.value.kind === 'checkpoint') await onCheckpoint?.(next.value.checkpoint);
    else onEvent(next.value);
  }
};

interface Start {
  readonly plan: TrainingPlan;
  readonly folder: RunFolder | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly reporter: Reporter;
  readonly terminal: Terminal;
}

/** Trains until an epoch is chosen, then on all rows if the settings say so. */
export const fitAndRefit =
  ({ plan, folder, checkpoint, reporter, terminal }: Start): TaskEither<TrainingFailure, Fitted> =>
  async () => {
    const { settings, options } = plan;
    const { signal, stopListening } = abortOnInterrupt(terminal, reporter.interrupting);
    const keeper = folder && checkpointKeeper(folder, 1000 * settings.saveEvery);
    const start = performance.now();
    const end = (chosen: Trained, result: Trained): Either<never, Fitted> =>
      right({
        ...{ chosen, result, aborted: signal.aborted },
        seconds: (performance.now() - start) / 1000,
      });
    try {
      const chosen = await follow(
        { ...options, signal, ...(checkpoint === undefined ? {} : { resume: checkpoint }) },
        reporter.event,
        keeper?.offer,
      );
      await keeper?.save();
      if (isLeft(chosen)) return chosen;
      if (!settings.refit || signal.aborted) return end(chosen.right, chosen.right);
      const refit = plan.refit(chosen.right);
      reporter.refit(refit.epochs, refit.train.y.shape[0]!);
      const refitted = await follow({ ...refit, signal });
      if (isLeft(refitted))
        terminal.err(
          `puregrad: training again on all rows failed (${refitted.left.message}); the model of the first run is kept`,
        );
      return end(chosen.right, isLeft(refitted) || signal.aborted ? chosen.right : refitted.right);
    } finally {
      stopListening();
    }
  };
