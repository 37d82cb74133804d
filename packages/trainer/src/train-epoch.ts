import { read, type Tensor } from '@puregrad/tensors';
import { release } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import type { TrainingEvent } from './events.ts';
import { guarded, type TrainingFailure } from './failure.ts';
import { addObservation } from './layer-report.ts';
import { locateFailure } from './locate-failure.ts';
import type { Run } from './run.ts';
import type { Checkpoint } from './run-state.ts';
import { addTo, type TrainingEvaluation } from './totals.ts';
import type { StepReport, TrainingState } from './training-step.ts';

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

/** A step that was made. */
interface Made {
  readonly rows: Tensor;
  readonly report: StepReport;
}

const evaluationOf = ({ loss, penalty, metrics }: StepReport): TrainingEvaluation => ({
  loss: loss.item(),
  penalty: penalty.item(),
  metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value.item()])),
});

/** The rest of an epoch, some steps at a time, from wherever it stands. */
export async function* trainEpoch(
  run: Run,
  start: Checkpoint,
  { signal, checkpointEvery, breathe }: EpochOptions,
): AsyncGenerator<TrainingEvent, Either<TrainingFailure, EpochEnd>, undefined> {
  let at = start;
  /** Whether nobody else can have the state, so that its memory can be given up when the next is made. */
  let isOurs = false;
  const { epoch } = at;
  const order = run.orderOf(epoch);
  const stepOf = (batch: number): number => (epoch - 1) * run.stepsPerEpoch + batch + 1;
  const isSaved = (step: number): boolean =>
    typeof checkpointEvery === 'number' && step % checkpointEvery === 0;

  while (at.batch < order.length) {
    // As many steps as may go by before anyone looks: none beyond one that is saved.
    let end = at.batch;
    do end++;
    while (end < order.length && end - at.batch < run.readEvery && !isSaved(stepOf(end - 1)));

    const before = at.training;
    const made: Made[] = [];
    const isRead = end === order.length || isSaved(stepOf(end - 1));
    const first = at.batch;
    const ran = await guarded({ epoch, step: stepOf(first) }, async () => {
      let training = before;
      for (let batch = first; batch < end; batch++) {
        const rows = order[batch]!;
        const result = run.stepAt(batch)(training, run.data, rows);
        const [next, report] = result instanceof Promise ? await result : result;
        if (training !== before) release(training);
        training = next;
        made.push({ rows, report });
      }
      // What others get to see must outlive the device.
      if (run.isLater) await read([made.map(({ report }) => report), isRead ? training : []]);
      return training;
    });
    if (isLeft(ran)) {
      yield { kind: 'failure', failure: ran.left };
      return ran;
    }
    const training = ran.right;

    for (const { rows, report } of made) {
      const evaluation = evaluationOf(report);
      const gradientNorm = report.gradientNorm.item();
      const stepInEpoch = at.batch + 1;
      const step = stepOf(at.batch);
      if (Number.isFinite(evaluation.loss) && Number.isFinite(gradientNorm)) {
        const totals = addTo(at.totals, evaluation, rows.size, report.weight?.item());
        at = {
          ...at,
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
          const state = await stateBefore(run, before, { rows, made });
          const failure = locateFailure(run.objective, state, run.data, rows, { epoch, step });
          yield { kind: 'failure', failure };
          return left(failure);
        }
        at = { ...at, batch: stepInEpoch, skipped: at.skipped + 1, skippedInRow: inRow };
        yield { kind: 'skip', epoch, step, inRow };
      }
    }
    if (isOurs) release(before);
    isOurs = true;
    at = { ...at, training };
    if (isSaved(stepOf(at.batch - 1))) {
      isOurs = false;
      yield { kind: 'checkpoint', checkpoint: at };
    }
    await breathe();
    if (signal?.aborted) {
      const here = await guarded({ epoch, step: stepOf(at.batch - 1) }, () => read(training));
      if (isLeft(here)) yield { kind: 'failure', failure: here.left };
      return isLeft(here) ? here : right({ at, interrupted: true });
    }
  }
  return right({ at, interrupted: false });
}

/** The state that a step failed from, by making the steps between again. */
const stateBefore = async (
  run: Run,
  start: TrainingState,
  { rows: failed, made }: { readonly rows: Tensor; readonly made: readonly Made[] },
): Promise<TrainingState> => {
  let state = start;
  for (const { rows } of made) {
    if (rows === failed) break;
    [state] = await run.stepAt(1)(state, run.data, rows);
  }
  return read(state);
};
