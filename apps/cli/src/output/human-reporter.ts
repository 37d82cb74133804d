import { showSummary } from '@puregrad/layers';
import type { EpochReport, StartEvent, TrainingEvent } from '@puregrad/trainer';
import colors from 'picocolors';
import type { Terminal } from '../terminal.ts';
import { barProgress, noProgress } from './progress.ts';
import type { Plan, Reporter } from './reporter.ts';

const COLUMNS = ['epoch', 'loss', 'accuracy', 'val loss', 'val accuracy', 'time'] as const;

const count = (value: number): string => value.toLocaleString('en-US');
const row = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padStart(Math.max(7, COLUMNS[i]!.length))).join('  ');

const epochRow = ({ epoch, training, validation, seconds }: EpochReport): string =>
  row([
    String(epoch),
    training.loss.toFixed(4),
    (training.metrics.accuracy ?? Number.NaN).toFixed(4),
    validation?.loss.toFixed(4) ?? '',
    validation?.metrics.accuracy?.toFixed(4) ?? '',
    `${seconds.toFixed(1)} s`,
  ]);

const describePlan = ({
  settings: s,
  engine,
  examples,
  features,
  classes,
}: Plan): readonly string[] => {
  const technique = (on: boolean, text: string): readonly string[] => (on ? [text] : []);
  return [
    `${colors.bold(s.data)}: ${count(examples.train)} training, ${count(examples.validation)} validation and ${count(examples.test)} test examples of ${features} features, ${classes} classes`,
    [
      `${s.optimizer}, learning rate ${s.learningRate}${s.schedule === 'cosine' ? ' falling to 0 by cosine' : ''}`,
      `batches of ${s.batchSize}`,
      `up to ${s.epochs} ${s.epochs === 1 ? 'epoch' : 'epochs'}, patience ${s.patience}`,
      ...technique(s.l2 > 0, `l2 ${s.l2}`),
      ...technique(s.maxNorm !== undefined, `max-norm ${s.maxNorm}`),
      ...technique(s.clipNorm !== undefined, `gradients clipped to norm ${s.clipNorm}`),
      `seed ${s.seed}`,
    ].join('; '),
    `engine: ${engine}`,
  ];
};

/** Text for a person: what will be done, a bar while it is, a row for each epoch, the result last. */
export const humanReporter = ({ out, screen }: Terminal, quiet: boolean): Reporter => {
  const say = quiet ? () => {} : out;
  const progress = screen === undefined || quiet ? noProgress : barProgress(screen);
  let start: StartEvent | undefined;
  let last: EpochReport | undefined;

  /** An epoch's row waits for the verdict on it, which follows at once. */
  const flush = (mark = ''): void => {
    if (last !== undefined) say(`${epochRow(last)}  ${mark}`.trimEnd());
    last = undefined;
  };
  const startBar = (epoch: number): void => {
    if (start !== undefined && epoch <= start.epochs)
      progress.start(epoch, start.epochs, start.stepsPerEpoch);
  };

  const event = (happened: TrainingEvent): void => {
    switch (happened.kind) {
      case 'start':
        start = happened;
        say(colors.dim(row(COLUMNS)));
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
        break;
      case 'improvement':
        flush(colors.green('best so far'));
        break;
      case 'stop':
        progress.stop();
        flush();
        say('');
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
        flush();
        break;
    }
  };

  return {
    plan: (plan) => {
      for (const line of describePlan(plan)) say(line);
      say('');
      say(showSummary(plan.summary));
      say('');
    },
    event,
    interrupting: () => {
      progress.stop();
      say('Stopping after this step; press Ctrl-C again to quit at once.');
    },
    outcome: ({ test, seconds, model }) => {
      say(`Trained in ${seconds.toFixed(1)} s`);
      if (model !== undefined) say(`Saved ${model}`);
      say(`test loss ${test.loss.toFixed(4)}`);
      out(`test accuracy ${(test.metrics.accuracy ?? Number.NaN).toFixed(4)}`);
    },
  };
};
