import { pipe } from '@puregrad/tensors';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { CliError } from '../errors.ts';
import { ExitCode } from '../exit-code.ts';
import type { CrossValidation } from '../folds/cross-validate.ts';
import { oneAtATime } from '../one-at-a-time.ts';
import type { RawOptions } from '../options/request.ts';
import { type TrainRequest, trainRequest } from '../options/train/train-options.ts';
import { requireSavable } from '../output/saving-problem.ts';
import {
  cleanRunFolder,
  createRunFolder,
  enterRun,
  lockedPathOf,
  openNewFolder,
  openRunFolder,
} from '../run-folder.ts';
import type { Terminal } from '../terminal.ts';
import { performTraining } from '../training-run.ts';

/** `puregrad train`: loads, trains, saves, and evaluates the result. */
export const train = (raw: RawOptions, terminal: Terminal): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    TE.fromEither(trainRequest(raw)),
    TE.tap(({ out }) => requireSavable('--out', out)),
    TE.tap(({ report }) => requireSavable('--report', report)),
    TE.flatMap((request) =>
      pipe(
        judgeByFolds(raw, request, terminal),
        TE.flatMap(({ isInterrupted, scores }) =>
          isInterrupted
            ? TE.right(ExitCode.interrupted)
            : trainOnce(raw, request, terminal, scores),
        ),
      ),
    ),
  );

/** The cross-validation that comes before the training, if it is asked for. It does not change the model. */
const judgeByFolds = (
  raw: RawOptions,
  { folds, ...request }: TrainRequest,
  terminal: Terminal,
): TE.TaskEither<CliError, Partial<CrossValidation>> =>
  folds === undefined
    ? TE.right({})
    : async () =>
        (await import('../folds/cross-validate.ts')).crossValidate(
          raw,
          { ...request, folds },
          terminal,
        );

const trainOnce = (
  raw: RawOptions,
  request: TrainRequest,
  terminal: Terminal,
  folds: CrossValidation['scores'] | undefined,
): TE.TaskEither<CliError, ExitCode> =>
  request.run === undefined
    ? performTraining(request, terminal, undefined, folds)
    : trainIn(request.run, raw, request, terminal, folds);

/** Trains in a new folder, from which the run can be resumed. */
const trainIn = (
  folder: string,
  raw: RawOptions,
  request: TrainRequest,
  terminal: Terminal,
  folds: CrossValidation['scores'] | undefined,
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () => openNewFolder(folder),
    TE.flatMap(() =>
      oneAtATime(
        { named: `--run '${folder}'`, path: lockedPathOf(folder) },
        pipe(
          () => createRunFolder(folder, raw),
          TE.flatMap((created) => performTraining(request, terminal, created, folds)),
        ),
      ),
    ),
  );

/** `puregrad resume`: continues a run from its last checkpoint. */
export const resume = (path: string, terminal: Terminal): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () => openRunFolder(path),
    TE.flatMap(() =>
      oneAtATime(
        { named: `'${path}'`, path: lockedPathOf(path) },
        pipe(
          // Again: another process may have continued it before the lock was free.
          () => openRunFolder(path),
          TE.tap((folder) => TE.fromTask(() => cleanRunFolder(folder))),
          TE.flatMapEither(enterRun),
          TE.flatMap(({ request, folder }) => performTraining(request, terminal, folder)),
        ),
      ),
    ),
  );
