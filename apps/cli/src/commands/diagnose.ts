import {
  type EpochReport,
  diagnose as findingsOf,
  showFindings,
  type TrainingFailure,
  train,
} from '@puregrad/trainer';
import Table from 'cli-table3';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { ExitCode } from '../exit-code.ts';
import type { RawOptions } from '../options/request.ts';
import { trainRequest } from '../options/train/train-options.ts';
import { colors } from '../output/colors.ts';
import { barProgress, noProgress } from '../output/progress.ts';
import { checkpointOf, enterRun, openRunFolder, type RunFolder } from '../run-folder.ts';
import { abortOnInterrupt, refuse, type Terminal } from '../terminal.ts';
import { planTraining } from '../training-plan.ts';

/** What there is to judge a run by. */
interface Past {
  readonly history: readonly EpochReport[];
  /** Why it ended before its time. */
  readonly failure?: TrainingFailure;
}

/** So that short runs are seen well: every tenth step. */
const OBSERVE_EVERY = 10;

const digits = (value: number): string => (value === 0 ? '0' : value.toPrecision(2));
const percent = (share: number): string => `${Math.round(100 * share)} %`;

const showLayers = ({ epoch, layers }: EpochReport): string => {
  const table = new Table({
    head: [
      'layer',
      'gradient',
      'weights',
      'update ratio',
      'mean',
      'deviation',
      'saturated',
      'dead',
    ],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const layer of layers) {
    const { name, parameters, gradientNorm, weightNorm, updateRatio } = layer;
    const { mean, std, saturated, dead } = layer;
    table.push([
      name,
      ...[gradientNorm, weightNorm, updateRatio].map((norm) =>
        parameters > 0 ? digits(norm) : '',
      ),
      ...[mean, std].map(digits),
      ...[saturated, dead].map((share) => (share > 0 ? percent(share) : '')),
    ]);
  }
  return `Layers in epoch ${epoch}:\n${table.toString()}`;
};

/** The history of a run that `train --run` keeps. */
const pastOf = async (found: RunFolder): Promise<Either<string, Past>> => {
  const run = enterRun(found);
  if (isLeft(run)) return left(run.left.join('; '));
  const plan = await planTraining(run.right.request);
  if (isLeft(plan)) return plan;
  const stands = await checkpointOf(run.right.folder, plan.right);
  return isLeft(stands) ? stands : right({ history: stands.right?.history ?? [] });
};

/** Trains as `train` would, saving nothing, and looks closely. */
const trainAndLook = async (raw: RawOptions, terminal: Terminal): Promise<Either<string, Past>> => {
  const request = trainRequest(raw);
  if (isLeft(request)) return left(request.left.join('; '));
  const plan = await planTraining(request.right);
  if (isLeft(plan)) return plan;
  const { signal, stopListening } = abortOnInterrupt(terminal);
  const progress = terminal.screen === undefined ? noProgress : barProgress(terminal.screen);
  const history: EpochReport[] = [];
  let shape = { epochs: 1, stepsPerEpoch: 1 };
  const { train: data, ...options } = plan.right.options;
  const result = await train({ ...options, observeEvery: OBSERVE_EVERY, signal }, (event) => {
    if (event.kind === 'start') shape = event;
    if (event.kind === 'step') {
      if (event.stepInEpoch === 1) progress.start(event.epoch, shape.epochs, shape.stepsPerEpoch);
      progress.step(event);
    }
    if (event.kind !== 'epoch') return;
    progress.stop();
    history.push(event);
  })(data)();
  progress.stop();
  stopListening();
  return right({ history, ...(isLeft(result) ? { failure: result.left } : {}) });
};

/** `puregrad diagnose`: what ails a run, and what helps. */
export const diagnose = async (raw: RawOptions, terminal: Terminal): Promise<ExitCode> => {
  const { out } = terminal;
  const run = await openRunFolder(String(raw.data ?? 'mnist'));
  const past = await (isLeft(run) ? trainAndLook(raw, terminal) : pastOf(run.right));
  if (isLeft(past)) return refuse(terminal, past.left);
  const { history, failure } = past.right;
  const findings = findingsOf(history);
  const last = history.at(-1);
  if (raw.json === true) {
    const { layers = [], epoch = 0 } = last ?? {};
    out(JSON.stringify({ epoch, layers, findings, failure: failure ?? null }));
    return ExitCode.ok;
  }
  if (last === undefined) out('No epoch was finished, so that there is little to see.');
  else {
    const { training, validation } = last;
    out(
      `${last.epoch} ${last.epoch === 1 ? 'epoch' : 'epochs'}: loss ${training.loss.toFixed(4)}${validation === undefined ? '' : `, validation loss ${validation.loss.toFixed(4)}`}`,
    );
    out('');
    out(showLayers(last));
  }
  out('');
  if (failure !== undefined) out(colors.red(failure.message));
  if (findings.length > 0 || failure === undefined) out(showFindings(findings));
  return ExitCode.ok;
};
