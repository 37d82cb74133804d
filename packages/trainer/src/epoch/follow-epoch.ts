import type { EpochReport } from '../epoch-report.ts';
import type { ModelVariables } from '../evaluate.ts';
import type { ImprovementEvent, ReductionEvent } from '../events.ts';
import type { Run } from '../run.ts';
import type { Checkpoint } from '../run-state.ts';
import { totalsMonoid } from '../totals.ts';
import type { JudgedEpoch } from './judge-epoch.ts';

/** The position of the run after an epoch was evaluated. */
export interface FollowedEpoch {
  readonly at: Checkpoint;
  readonly events: readonly (ImprovementEvent | ReductionEvent)[];
  /** Whether early stopping ends the run. */
  readonly isLast: boolean;
}

const monitored = ({ training, validation }: EpochReport, monitor: string): number => {
  const { loss, metrics } = validation ?? training;
  return monitor === 'loss' ? loss : (metrics[monitor] as number);
};

/** Updates early stopping with the monitored value. */
const watched = (
  { stop, monitor }: Run,
  at: Checkpoint,
  { report, variables }: JudgedEpoch,
): FollowedEpoch => {
  if (stop === undefined) return { at, events: [], isLast: false };
  const { epoch } = report;
  const value = monitored(report, monitor);
  const [watch, verdict] = stop.update(at.watch ?? stop.init<ModelVariables>(), {
    ...{ epoch, value },
    candidate: variables,
  });
  return {
    at: { ...at, watch },
    events: verdict === 'improved' ? [{ kind: 'improvement', epoch, monitor, value }] : [],
    isLast: verdict === 'stop',
  };
};

/** Updates the plateau with the monitored value; it may reduce the rate. */
const adjusted = (
  { plateau, adjust, monitor }: Run,
  { at, events, isLast }: FollowedEpoch,
  { report }: JudgedEpoch,
): FollowedEpoch => {
  if (plateau === undefined || adjust === undefined) return { at, events, isLast };
  const { epoch } = report;
  const before = at.plateau ?? plateau.init();
  const [next, scale] = plateau.update(before, monitored(report, monitor));
  const optimizer = adjust(at.training.optimizer, scale);
  return {
    at: { ...at, plateau: next, training: { ...at.training, optimizer } },
    events: scale === before.scale ? events : [...events, { kind: 'reduction', epoch, scale }],
    isLast,
  };
};

/** Completes an epoch: adds its report to the history, and updates early stopping and the plateau with the monitored value. */
export const followEpoch = (run: Run, at: Checkpoint, judged: JudgedEpoch): FollowedEpoch => {
  const next: Checkpoint = {
    ...at,
    epoch: at.epoch + 1,
    batch: 0,
    totals: totalsMonoid.empty,
    skipped: 0,
    history: [...at.history, judged.report],
  };
  return adjusted(run, watched(run, next, judged), judged);
};
