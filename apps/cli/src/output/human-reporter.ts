import { showSummary } from '@puregrad/layers';
import type { EpochReport, StartEvent, StopEvent, TrainingEvent } from '@puregrad/trainer';
import { tellMain, tellOutcome } from '../scores/tell-scores.ts';
import type { Terminal } from '../terminal.ts';
import { count, describePlan } from './describe-plan.ts';
import { type EpochTable, epochTable } from './epoch-table.ts';
import { lossCurve } from './loss-curve.ts';
import { barProgress, noProgress } from './progress.ts';
import type { Outcome, Reporter } from './reporter.ts';

/** Text for a person: the plan, a bar during each epoch, a row after it, and the result last. */
export const humanReporter = (terminal: Terminal, quiet: boolean): Reporter => {
  const say = quiet ? () => {} : terminal.out;
  const progress =
    terminal.screen === undefined || quiet ? noProgress : barProgress(terminal.screen);
  let table = epochTable(say, 'accuracy');
  return {
    plan: (plan) => {
      table = epochTable(say, plan.main);
      for (const line of [...describePlan(plan), '', showSummary(plan.summary), '']) say(line);
    },
    event: eventTeller({
      say,
      progress,
      table: () => table,
      isWatched: terminal.screen !== undefined,
    }),
    resuming: (epoch, steps) => {
      say(`Continuing in epoch ${epoch}, after ${count(steps)} of its steps.`);
      say('');
    },
    refit: (epochs, examples) =>
      say(
        `Training again for ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}, on all ${count(examples)} rows.`,
      ),
    interrupting: () => {
      progress.stop();
      say('Stopping after this step; press Ctrl-C again to quit at once.');
    },
    outcome: (outcome) => {
      const { on, scores } = outcome;
      if (quiet) return terminal.out(tellMain(scores, on));
      for (const line of [...linesBefore(outcome), ...tellOutcome(scores, on)]) say(line);
    },
  };
};

/** Tells the events of a run: a bar during an epoch, a row after it. */
const eventTeller = ({
  say,
  progress,
  table,
  isWatched,
}: {
  readonly say: (line: string) => void;
  readonly progress: typeof noProgress;
  readonly table: () => EpochTable;
  readonly isWatched: boolean;
}): ((event: TrainingEvent) => void) => {
  let start: StartEvent | undefined;
  const history: EpochReport[] = [];
  return (event) => {
    switch (event.kind) {
      case 'start':
        start = event;
        return table().head(event.epochs);
      case 'otherEngine':
        return say(
          `This run began on ${event.was} and continues on ${event.is}: the last digits of its result will differ from those of an uninterrupted run.`,
        );
      case 'step':
        if (event.stepInEpoch === 1) {
          table().flush();
          if (start !== undefined && event.epoch <= start.epochs)
            progress.start(event.epoch, start.epochs, start.stepsPerEpoch);
        }
        return progress.step(event);
      case 'epoch':
        progress.stop();
        history.push(event);
        return table().add(event);
      case 'improvement':
        return table().improve(event.epoch);
      case 'stop':
        progress.stop();
        table().flush(true);
        for (const line of ['', ...curveOf(history, isWatched), endOf(event)]) say(line);
        return;
      case 'failure':
        progress.stop();
        return table().flush(true);
    }
  };
};

/** The loss over the epochs, if somebody watches. */
const curveOf = (history: readonly EpochReport[], isWatched: boolean): readonly string[] => {
  const curve = isWatched ? lossCurve(history) : undefined;
  return curve === undefined ? [] : [`${curve}\n`];
};

const endOf = ({ reason, epoch }: StopEvent): string => {
  const kept = (best: string) => `The parameters of epoch ${epoch}, ${best}, are kept.`;
  switch (reason) {
    case 'completed':
      return `Done. ${kept('the best')}`;
    case 'earlyStopping':
      return `Stopped early: no longer improving. ${kept('the best')}`;
    case 'interrupted':
      return epoch === 0
        ? 'Interrupted before the first epoch ended. The parameters so far are kept.'
        : `Interrupted. ${kept('the best so far')}`;
  }
};

/** What is told of the end of a run before its scores. */
const linesBefore = ({ on, seconds, model, report, run }: Outcome): readonly string[] => [
  `Trained in ${seconds.toFixed(1)} s`,
  ...(model === undefined ? [] : [`Saved ${model}`]),
  ...(report === undefined ? [] : [`Wrote ${report}`]),
  ...(run === undefined ? [] : [`Continue with: puregrad resume ${run}`]),
  ...(on === 'validation'
    ? ['Evaluated on the rows that chose the epoch; --test sets other rows aside.']
    : []),
];
