import { pipe } from '@puregrad/tensors';
import {
  type EpochReport,
  type FitOptions,
  diagnose as findingsOf,
  showFindings,
  type TrainingFailure,
  train,
} from '@puregrad/trainer';
import Table from 'cli-table3';
import { isLeft } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import type { RawOptions } from '../options/request.ts';
import { trainRequest } from '../options/train/train-options.ts';
import { colors } from '../output/colors.ts';
import { tellRemarks } from '../output/describe-plan.ts';
import { percentText } from '../output/figure-text.ts';
import { barProgress, noProgress } from '../output/progress.ts';
import { checkpointOf, enterRun, openRunFolder, type RunFolder } from '../run-folder.ts';
import { abortOnInterrupt, type Terminal } from '../terminal.ts';
import { planTraining } from '../training-plan.ts';

/** The epochs of a run, from which problems are found. */
interface History {
  /** What the user should know of the data. */
  readonly remarks: readonly string[];
  readonly epochs: readonly EpochReport[];
  /** Why the run failed. */
  readonly failure?: TrainingFailure;
}

/** Steps between observations of the layers, few enough for short runs. */
const OBSERVE_EVERY = 10;

const digits = (value: number): string => (value === 0 ? '0' : value.toPrecision(2));

/** The parts that begin with a layer, and the layer's name, each indented by its depth. */
const labelsOf = (path: readonly string[], before: readonly string[]): readonly string[] => {
  const parting = path.findIndex((name, i) => name !== before[i]);
  return path.flatMap((name, depth) => {
    const indented = `${'  '.repeat(depth)}${name}`;
    if (depth === path.length - 1) return [indented];
    // Names of layers and of parts alternate; layers have rows of their own.
    return depth >= parting && depth % 2 === 1 ? [`${indented}:`] : [];
  });
};

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
  let before: readonly string[] = [];
  for (const layer of layers) {
    const { name, path = [name], parameters, gradientNorm, weightNorm, updateRatio } = layer;
    const { mean, std, saturated, dead } = layer;
    const labels = labelsOf(path, before);
    for (const part of labels.slice(0, -1)) table.push([part]);
    table.push([
      labels.at(-1)!,
      ...[gradientNorm, weightNorm, updateRatio].map((norm) =>
        parameters > 0 ? digits(norm) : '',
      ),
      ...[mean, std].map(digits),
      ...[saturated, dead].map((share) => (share > 0 ? percentText(share) : '')),
    ]);
    before = path;
  }
  return `Layers in epoch ${epoch}:\n${table.toString()}`;
};

/** The history of a run that `train --run` saved. */
const savedHistory = (found: RunFolder): TE.TaskEither<CliError, History> =>
  pipe(
    TE.fromEither(enterRun(found)),
    TE.flatMap(({ request, folder }) =>
      pipe(
        () => planTraining(request),
        TE.flatMap((plan) =>
          pipe(
            () => checkpointOf(folder, plan),
            TE.map((checkpoint) => ({
              remarks: plan.data.remarks,
              epochs: checkpoint?.history ?? [],
            })),
          ),
        ),
      ),
    ),
  );

/** The history of a run as `train` would do it, without saving anything. */
const observedHistory = (raw: RawOptions, terminal: Terminal): TE.TaskEither<CliError, History> =>
  pipe(
    TE.fromEither(trainRequest(raw)),
    TE.flatMap((request) => () => planTraining(request)),
    TE.flatMapTask(({ data: { remarks }, options }) => async () => ({
      remarks,
      ...(await observe(options, terminal)),
    })),
  );

const observe = async (
  { train: data, ...options }: FitOptions,
  terminal: Terminal,
): Promise<Omit<History, 'remarks'>> => {
  const { signal, stopListening } = abortOnInterrupt(terminal);
  const progress = terminal.screen === undefined ? noProgress : barProgress(terminal.screen);
  const epochs: EpochReport[] = [];
  let shape = { epochs: 1, stepsPerEpoch: 1 };
  const result = await train({ ...options, observeEvery: OBSERVE_EVERY, signal }, (event) => {
    if (event.kind === 'start') shape = event;
    if (event.kind === 'step') {
      if (event.stepInEpoch === 1) progress.start(event.epoch, shape.epochs, shape.stepsPerEpoch);
      progress.step(event);
    }
    if (event.kind !== 'epoch') return;
    progress.stop();
    epochs.push(event);
  })(data)();
  progress.stop();
  stopListening();
  return { epochs, ...(isLeft(result) ? { failure: result.left } : {}) };
};

/** `puregrad diagnose`: problems of a run, and remedies. */
export const diagnose = (raw: RawOptions, terminal: Terminal): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () => openRunFolder(String(raw.data ?? 'mnist')),
    TE.matchEW(() => observedHistory(raw, terminal), savedHistory),
    TE.map((history) => {
      const lines = raw.json === true ? [jsonOf(history)] : linesOf(history);
      for (const line of lines) terminal.out(line);
      return ExitCode.ok;
    }),
  );

const jsonOf = ({ remarks, epochs, failure }: History): string => {
  const { layers = [], epoch = 0 } = epochs.at(-1) ?? {};
  const findings = findingsOf(epochs);
  const told = remarks.length === 0 ? {} : { remarks };
  return JSON.stringify({ epoch, layers, findings, failure: failure ?? null, ...told });
};

const linesOf = ({ remarks, epochs, failure }: History): readonly string[] => {
  const findings = findingsOf(epochs);
  return [
    ...tellRemarks(remarks),
    ...linesOfEpoch(epochs.at(-1)),
    '',
    ...(failure === undefined ? [] : [colors.red(failure.message)]),
    ...(findings.length > 0 || failure === undefined ? [showFindings(findings)] : []),
  ];
};

const linesOfEpoch = (last: EpochReport | undefined): readonly string[] => {
  if (last === undefined) return ['No epoch has ended, so there is little to see.'];
  const { epoch, training, validation } = last;
  const judged = validation === undefined ? '' : `, validation loss ${validation.loss.toFixed(4)}`;
  return [
    `${epoch} ${epoch === 1 ? 'epoch' : 'epochs'}: loss ${training.loss.toFixed(4)}${judged}`,
    '',
    showLayers(last),
  ];
};
