import { showSummary } from '@puregrad/layers';
import type { EpochReport, StartEvent, TrainingEvent } from '@puregrad/trainer';
import { tellSettings } from '../options/describe.ts';
import { trainOptions } from '../options/train/train-options.ts';
import type { Terminal } from '../terminal.ts';
import { colors } from './colors.ts';
import { lossCurve } from './loss-curve.ts';
import { barProgress, noProgress } from './progress.ts';
import type { Plan, Reporter } from './reporter.ts';

/** So many rows of epochs are shown, about. */
const MOST_ROWS = 25;

const columnsOf = (main: string): readonly string[] => [
  'epoch',
  'loss',
  main,
  'val loss',
  `val ${main}`,
  'time',
];

const count = (value: number): string => value.toLocaleString('en-US');
const rowOf = (columns: readonly string[], cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padStart(Math.max(7, columns[i]!.length))).join('  ');

const epochCells = (
  { epoch, training, validation, seconds }: EpochReport,
  main: string,
): readonly string[] => [
  String(epoch),
  training.loss.toFixed(4),
  (training.metrics[main] ?? Number.NaN).toFixed(4),
  validation?.loss.toFixed(4) ?? '',
  validation?.metrics[main]?.toFixed(4) ?? '',
  `${seconds.toFixed(1)} s`,
];

/** What a run is about to do: its data, and all of its settings. */
const describePlan = ({
  settings,
  engine,
  examples,
  features,
  classes,
  task,
  remarks,
}: Plan): readonly string[] => {
  const told = (['data', 'network', 'regularization', 'optimization', 'run'] as const).flatMap(
    (group) => {
      const settingsOfGroup = tellSettings(trainOptions, settings, group);
      return settingsOfGroup.length === 0 ? [] : [`${group}: ${settingsOfGroup.join('; ')}`];
    },
  );
  return [
    `${colors.bold(settings.data)}: ${count(examples.train)} training, ${count(examples.validation)} validation and ${count(examples.test)} test examples of ${features} features, ${classes > 0 ? `${classes} classes` : 'a number to predict'}`,
    ...(settings.target === undefined ? [] : [`${task} of ${colors.bold(settings.target)}`]),
    ...remarks,
    ...told,
    `engine: ${engine}`,
  ];
};

/** Text for a person: what will be done, a bar while it is, a row for each epoch, the result last. */
export const humanReporter = ({ out, screen }: Terminal, quiet: boolean): Reporter => {
  const say = quiet ? () => {} : out;
  const progress = screen === undefined || quiet ? noProgress : barProgress(screen);
  let columns = columnsOf('accuracy');
  let main = 'accuracy';
  let start: StartEvent | undefined;
  let last: EpochReport | undefined;
  const history: EpochReport[] = [];

  /** Of many epochs not each has a row. */
  let every = 1;
  /** The best epoch since the last row. */
  let best: number | undefined;
  /** An epoch's row waits for the verdict on it, which follows at once. */
  const flush = (isLast = false): void => {
    if (last === undefined || (last.epoch > 3 && last.epoch % every !== 0 && !isLast)) return;
    const mark =
      best === undefined ? '' : best === last.epoch ? 'best so far' : `best so far: epoch ${best}`;
    say(`${rowOf(columns, epochCells(last, main))}  ${colors.green(mark)}`.trimEnd());
    last = undefined;
    best = undefined;
  };
  const startBar = (epoch: number): void => {
    if (start !== undefined && epoch <= start.epochs)
      progress.start(epoch, start.epochs, start.stepsPerEpoch);
  };

  /** For whoever watches. */
  const showCurve = (): void => {
    const curve = screen === undefined ? undefined : lossCurve(history);
    if (curve !== undefined) say(`${curve}\n`);
  };

  const event = (happened: TrainingEvent): void => {
    switch (happened.kind) {
      case 'start':
        start = happened;
        every = Math.ceil(happened.epochs / MOST_ROWS);
        say(colors.dim(rowOf(columns, columns)));
        break;
      case 'otherEngine':
        say(
          `This run began on ${happened.was} and goes on on ${happened.is}: it will differ in last digits from a run that was not interrupted.`,
        );
        break;
      case 'step':
        if (happened.stepInEpoch === 1) {
          flush();
          startBar(happened.epoch);
        }
        progress.step(happened);
        break;
      case 'epoch':
        progress.stop();
        last = happened;
        history.push(happened);
        break;
      case 'improvement':
        best = happened.epoch;
        flush();
        break;
      case 'stop':
        progress.stop();
        flush(true);
        say('');
        showCurve();
        say(
          {
            completed: `Done: the parameters of epoch ${happened.epoch}, the best, are kept.`,
            earlyStopping: `Stopped early: no longer improving. The parameters of epoch ${happened.epoch}, the best, are kept.`,
            interrupted:
              happened.epoch === 0
                ? 'Interrupted before the first epoch ended: the parameters so far are kept.'
                : `Interrupted: the parameters of epoch ${happened.epoch}, the best so far, are kept.`,
          }[happened.reason],
        );
        break;
      case 'failure':
        progress.stop();
        flush(true);
        break;
    }
  };

  return {
    plan: (plan) => {
      main = plan.main;
      columns = columnsOf(main);
      for (const line of describePlan(plan)) say(line);
      say('');
      say(showSummary(plan.summary));
      say('');
    },
    event,
    resuming: (epoch, steps) => {
      say(`Going on in epoch ${epoch}, after ${count(steps)} of its steps.`);
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
    outcome: ({ on, main, judged, seconds, model, report, run }) => {
      say(`Trained in ${seconds.toFixed(1)} s`);
      if (model !== undefined) say(`Saved ${model}`);
      if (report !== undefined) say(`Wrote ${report}`);
      if (run !== undefined) say(`Go on with: puregrad resume ${run}`);
      if (on === 'validation')
        say('Judged by the rows that chose the epoch; --test keeps others apart for that.');
      say(`${on} loss ${judged.loss.toFixed(4)}`);
      for (const [name, value] of Object.entries(judged.metrics))
        if (name !== main) say(`${on} ${name} ${value.toFixed(4)}`);
      out(`${on} ${main} ${(judged.metrics[main] ?? Number.NaN).toFixed(4)}`);
    },
  };
};
