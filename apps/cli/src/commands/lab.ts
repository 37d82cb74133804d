import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readMnist } from '@puregrad/data/node';
import { pipe } from '@puregrad/tensors';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { bundledMnist } from '../data/image-folder.ts';
import { type CliError, usageError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import { type Digits, type Experiment, Interrupted, type Verdict } from '../lab/experiment.ts';
import { experiments } from '../lab/experiments/index.ts';
import { showTime } from '../lab/pages.ts';
import type { LabRecord } from '../lab/record.ts';
import { runExperiment } from '../lab/run-lab.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import { labOptions } from '../options/command-options.ts';
import { type RawOptions, requestOf } from '../options/request.ts';
import { colors } from '../output/colors.ts';
import { abortOnInterrupt, type Terminal } from '../terminal.ts';

/** `puregrad lab`: reproduces claims as experiments. */
export const lab = (
  names: readonly string[],
  raw: RawOptions,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    TE.fromEither(labRequest(names, raw)),
    TE.flatMap(({ chosen, list, ...setting }) =>
      list ? TE.fromIO(() => listExperiments(terminal)) : runIn(chosen, setting, terminal),
    ),
  );

interface LabRequest extends LabSetting {
  readonly chosen: readonly Experiment[];
  readonly list: boolean;
}

/** The experiments and options, or all that is wrong with them. */
const labRequest = (names: readonly string[], raw: RawOptions): Either<CliError, LabRequest> => {
  const known = experiments.map(({ name }) => name);
  const options = requestOf(labOptions, raw);
  const problems = [
    ...names
      .filter((name) => !known.includes(name))
      .map((name) => `there is no experiment '${name}'; there are ${known.join(', ')}`),
    ...(isLeft(options) ? options.left.problems : []),
  ];
  if (isLeft(options) || problems.length > 0) return left(usageError(problems));
  const { out: folder, ...rest } = options.right;
  const chosen = experiments.filter(({ name }) => names.length === 0 || names.includes(name));
  return right({ chosen, folder, ...rest });
};

const listExperiments = ({ out }: Terminal): ExitCode => {
  for (const { name, claim } of experiments) out(`${name.padEnd(16)} ${claim}`);
  return ExitCode.ok;
};

const runIn = (
  chosen: readonly Experiment[],
  setting: LabSetting,
  terminal: Terminal,
): TE.TaskEither<CliError, ExitCode> => {
  const { folder } = setting;
  return pipe(
    TE.fromTask(() => mkdir(folder, { recursive: true })),
    // Two processes would overwrite each other's finished parts.
    TE.flatMap(() =>
      oneAtATime(
        { named: `--out '${folder}'`, path: join(folder, 'lab') },
        TE.fromTask(() => runExperiments(chosen, setting, terminal)),
      ),
    ),
  );
};

interface LabSetting {
  readonly full: boolean;
  readonly seed: number;
  readonly folder: string;
  readonly json: boolean;
}

const runExperiments = async (
  chosen: readonly Experiment[],
  { full, seed, folder, json }: LabSetting,
  terminal: Terminal,
): Promise<ExitCode> => {
  const { out, err } = terminal;
  let bar = barFor(terminal);
  const { signal, stopListening } = abortOnInterrupt(terminal, () => {
    bar.stop();
    err('Stopping; finished parts are kept, and the same command continues from there.');
  });
  const digits = readOnce();
  const records: LabRecord[] = [];
  try {
    for (const experiment of chosen) {
      bar = barFor(terminal, experiment.title);
      const record = await runExperiment(experiment, {
        full,
        seed,
        folder,
        digits,
        tell: (doing, share) => bar.tell(doing, share),
        signal,
      }).finally(() => bar.stop());
      records.push(record);
      if (json) out(JSON.stringify({ kind: 'experiment', ...record, figures: undefined }));
      else if (chosen.length > 1)
        err(`${experiment.name}: ${record.verdict}, ${showTime(record.seconds)}`);
    }
  } catch (error) {
    if (error instanceof Interrupted) return ExitCode.interrupted;
    throw error;
  } finally {
    stopListening();
  }
  if (!json) out(showRecords(records, folder));
  return ExitCode.ok;
};

const readOnce = (): (() => Promise<Digits>) => {
  let read: Promise<Digits> | undefined;
  const start = async (): Promise<Digits> => {
    const read = await readMnist(bundledMnist())();
    if (isLeft(read)) throw new Error(read.left.message);
    return read.right;
  };
  return () => {
    read ??= start();
    return read;
  };
};

interface Bar {
  readonly tell: (doing: string, share: number) => void;
  readonly stop: () => void;
}

const barFor = ({ screen }: Terminal, title?: string): Bar => {
  if (screen === undefined || title === undefined) return { tell: () => {}, stop: () => {} };
  const bar = new SingleBar({
    stream: screen,
    format: '{title} {bar} {percentage}% │ {doing}',
    hideCursor: true,
    clearOnComplete: true,
    barsize: 24,
  });
  bar.start(1, 0, { title, doing: '' });
  return {
    tell: (doing: string, share: number) => bar.update(Math.min(1, share), { doing }),
    stop: () => bar.stop(),
  };
};

const paint: { readonly [V in Verdict]: (text: string) => string } = {
  reproduced: colors.green,
  'in part': colors.yellow,
  'not reproduced': colors.red,
};

const showRecords = (records: readonly LabRecord[], folder: string): string => {
  const table = new Table({
    head: ['claim', 'published', 'ours', 'verdict', 'time'],
    style: { head: [], border: [] },
    colWidths: [44, 30, 34, 16, 9],
    wordWrap: true,
  });
  for (const { claim, published, ours, verdict, seconds } of records)
    table.push([claim, published, ours, paint[verdict](verdict), showTime(seconds)]);
  const [only] = records;
  return [
    table.toString(),
    ...(records.length === 1 && only !== undefined ? ['', only.finding] : []),
    '',
    `Numbers, charts and pages: ${folder}/README.md`,
  ].join('\n');
};
