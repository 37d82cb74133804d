import type { SkipEvent, StepEvent } from '../events.ts';
import { observationOf } from '../layer-report.ts';
import type { Checkpoint } from '../run-state.ts';
import { type TrainingEvaluation, totalsMonoid, totalsOf } from '../totals.ts';
import type { StepReport } from '../training-step.ts';
import type { StepRecord } from './fold-steps.ts';

const evaluationOf = ({ loss, penalty, metrics }: StepReport): TrainingEvaluation => ({
  loss: loss.item(),
  penalty: penalty.item(),
  metrics: Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, value.item()])),
});

/**
 * Counts a step in the run's totals, or among those that were skipped because they were not finite.
 *
 * @returns the position of the run after the step, and its event; undefined if more steps in a row than `skipNonFinite` were
 * not finite.
 */
export const countStep = (
  at: Checkpoint,
  { rows, report }: StepRecord,
  { step, skipNonFinite }: { readonly step: number; readonly skipNonFinite: number },
): readonly [Checkpoint, StepEvent | SkipEvent] | undefined => {
  const { epoch } = at;
  const batch = at.batch + 1;
  const evaluation = evaluationOf(report);
  const { loss } = evaluation;
  const gradientNorm = report.gradientNorm.item();
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
    const inRow = at.skippedInRow + 1;
    if (inRow > skipNonFinite) return undefined;
    return [
      { ...at, batch, skipped: at.skipped + 1, skippedInRow: inRow },
      { kind: 'skip', epoch, step, inRow },
    ];
  }
  const examples = rows.size;
  const added = totalsOf(evaluation, {
    weight: examples,
    lossWeight: report.weight?.item(),
    layers: report.layers && observationOf(report.layers),
  });
  return [
    { ...at, batch, skippedInRow: 0, totals: totalsMonoid.concat(at.totals, added) },
    { kind: 'step', epoch, step, stepInEpoch: batch, examples, loss, gradientNorm },
  ];
};
