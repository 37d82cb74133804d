import { release } from '@puregrad/tensors/interpreters';
import { type Either, left, right } from 'fp-ts/lib/Either.js';
import type { Checkpoint } from './checkpoint.ts';
import type { TrainingEvent } from './events.ts';
import type { TrainingFailure } from './failure.ts';
import { addObservation } from './layer-report.ts';
import { locateFailure } from './locate-failure.ts';
import type { Run } from './run.ts';
import { addTo, type TrainingEvaluation } from './totals.ts';
import type { StepReport } from './training-step.ts';

/** Where an epoch ended, and whether that is where it was told to. */
export interface EpochEnd {
  readonly at: Checkpoint;
  readonly interrupted: boolean;
}

export interface EpochOptions {
  readonly signal: AbortSignal | undefined;
  readonly checkpointEvery: number | 'epoch' | undefined;
  readonly breathe: () => Promise<void> | undefined;
}

const read = ({ loss, penalty, metrics }: StepReport): TrainingEvaluation => ({
  loss: loss.item(),
  penalty: penalty.item(),
  metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value.item()])),
});

/** The rest of an epoch, step by step, from wherever it stands. */
export async function* trainEpoch(
  run: Run,
  start: Checkpoint,
  { signal, checkpointEvery, breathe }: EpochOptions,
): AsyncGenerator<TrainingEvent, Either<TrainingFailure, EpochEnd>, undefined> {
  let at = start;
  /** Whether nobody else can have the state, so that its memory can be given up when the next is made. */
  let isOurs = false;
  const { epoch } = at;
  for (const rows of run.orderOf(epoch).slice(at.batch)) {
    const [training, report] = run.stepAt(at.batch)(at.training, run.data, rows);
    const evaluation = read(report);
    const gradientNorm = report.gradientNorm.item();
    const stepInEpoch = at.batch + 1;
    const step = (epoch - 1) * run.stepsPerEpoch + stepInEpoch;
    if (Number.isFinite(evaluation.loss) && Number.isFinite(gradientNorm)) {
      const totals = addTo(at.totals, evaluation, rows.size);
      if (isOurs) release(at.training);
      isOurs = true;
      at = {
        ...at,
        training,
        batch: stepInEpoch,
        skippedInRow: 0,
        totals:
          report.layers === undefined
            ? totals
            : { ...totals, layers: addObservation(totals.layers, report.layers) },
      };
      const { loss } = evaluation;
      yield { kind: 'step', epoch, step, stepInEpoch, examples: rows.size, loss, gradientNorm };
    } else {
      const inRow = at.skippedInRow + 1;
      if (inRow > run.skipNonFinite) {
        const failure = locateFailure(run.objective, at.training, run.data, rows, { epoch, step });
        yield { kind: 'failure', failure };
        return left(failure);
      }
      at = { ...at, batch: stepInEpoch, skipped: at.skipped + 1, skippedInRow: inRow };
      yield { kind: 'skip', epoch, step, inRow };
    }
    if (typeof checkpointEvery === 'number' && step % checkpointEvery === 0) {
      isOurs = false;
      yield { kind: 'checkpoint', checkpoint: at };
    }
    await breathe();
    if (signal?.aborted) return right({ at, interrupted: true });
  }
  return right({ at, interrupted: false });
}
