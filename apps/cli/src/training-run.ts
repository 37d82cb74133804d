import { existsSync } from 'node:fs';
import type { TableSchema } from '@puregrad/data/table';
import { summary } from '@puregrad/layers';
import { defaultEngine, pipe } from '@puregrad/tensors';
import type { Checkpoint, ModelVariables, Trained } from '@puregrad/trainer';
import { saveModel, writeFileAtomically } from '@puregrad/trainer/node';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { encodeDivision, judgedRows } from './data/division.ts';
import { encodeRecipe } from './data/recipe.ts';
import { loadTrainingData } from './data/training-data.ts';
import { type CliError, workError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { type Fitted, fitAndRefit } from './fit-and-refit.ts';
import type { FoldScore } from './folds/fold-trial.ts';
import { encodeHistory } from './history.ts';
import type { TrainRequest } from './options/train/train-options.ts';
import { humanReporter } from './output/human-reporter.ts';
import { jsonReporter } from './output/json-reporter.ts';
import { whileReading } from './output/reading-bar.ts';
import type { Reporter } from './output/reporter.ts';
import { checkpointOf, type RunFolder, requireSameData } from './run-folder.ts';
import { type Baseline, encodeBaseline, fitBaseline } from './scores/baseline.ts';
import { type Scores, scoresOf } from './scores/scores.ts';
import { judgeOf } from './task.ts';
import type { Terminal } from './terminal.ts';
import { planTraining, type TrainingPlan } from './training-plan.ts';

/** Writes how the columns were read to the file that `--schema` names, unless they were read by it. */
const keepSchema = (
  path: string | undefined,
  schema: TableSchema | undefined,
): TE.TaskEither<CliError, void> =>
  path === undefined || schema === undefined || existsSync(path)
    ? TE.right(undefined)
    : async () => {
        const bytes = new TextEncoder().encode(`${JSON.stringify(schema, undefined, 2)}\n`);
        return writeFileAtomically(path, bytes)();
      };

/** A run that is ready to start, or to continue from a checkpoint. */
interface Session {
  readonly plan: TrainingPlan;
  readonly folder: RunFolder | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly reporter: Reporter;
  readonly terminal: Terminal;
  /** The results of the cross-validation that came before. */
  readonly folds: readonly FoldScore[] | undefined;
}

/** Loads, trains, saves, and evaluates the result. With a folder it continues from the last checkpoint there. */
export const performTraining = (
  request: TrainRequest,
  terminal: Terminal,
  folder?: RunFolder,
  folds?: readonly FoldScore[],
): TE.TaskEither<CliError, ExitCode> =>
  pipe(
    () =>
      whileReading(request.quiet || request.json ? undefined : terminal.screen, (onProgress) =>
        planTraining(request, (options) => loadTrainingData(options, onProgress)),
      ),
    TE.tap(({ data }) => keepSchema(request.schema, data.schema)),
    TE.tap((plan) =>
      folder === undefined ? TE.right(undefined) : () => requireSameData(folder, plan.data),
    ),
    TE.flatMap((plan) =>
      pipe(
        lastCheckpoint(folder, plan),
        TE.map((checkpoint) => ({
          plan,
          folder,
          checkpoint,
          terminal,
          folds,
          reporter: reporterFor(plan, terminal),
        })),
      ),
    ),
    TE.tap((session) => TE.fromIO(() => announce(session))),
    TE.flatMap((session) =>
      pipe(
        fitAndRefit(session),
        TE.tap((fitted) => saveResult(session.plan, fitted)),
        TE.flatMap((fitted) => conclude(session, fitted)),
      ),
    ),
  );

const lastCheckpoint = (
  folder: RunFolder | undefined,
  { network, optimizer }: TrainingPlan,
): TE.TaskEither<CliError, Checkpoint | undefined> =>
  folder === undefined
    ? TE.right(undefined)
    : pipe(() => checkpointOf(folder, { network, optimizer }), TE.mapLeft(workError));

const reporterFor = ({ settings }: TrainingPlan, terminal: Terminal): Reporter =>
  settings.json ? jsonReporter(terminal) : humanReporter(terminal, settings.quiet);

const announce = ({ plan, checkpoint, reporter }: Session): void => {
  const { data, settings, examples, network } = plan;
  const { recipe, features, classes, remarks, read } = data;
  reporter.plan({
    ...{ settings, examples, features, classes, targets: recipe.targets?.length ?? 1, remarks },
    read: read !== undefined && read.seconds > 1 ? read : undefined,
    task: recipe.task,
    main: judgeOf[recipe.task].main,
    engine: defaultEngine(settings).description,
    summary: summary(network),
  });
  if (checkpoint !== undefined) reporter.resuming(checkpoint.epoch, checkpoint.batch);
};

/** The baseline of the rows that a result was trained on. */
const baselineOf = (
  { data, settings, allRows }: TrainingPlan,
  trained: 'training rows' | 'all rows',
): Baseline => {
  const { recipe, classes, train } = data;
  const rows = trained === 'all rows' ? allRows() : train;
  return fitBaseline(recipe.task, classes, rows, settings.seed);
};

const trainedOn = ({ chosen, result }: Fitted): 'training rows' | 'all rows' =>
  chosen === result ? 'training rows' : 'all rows';

const saveResult = (plan: TrainingPlan, fitted: Fitted): TE.TaskEither<CliError, void> => {
  const { settings, data, network, inTargetUnits } = plan;
  const { chosen, result } = fitted;
  const { recipe, transform, schema } = data;
  if (settings.out === undefined) return TE.right(undefined);
  const model = {
    network,
    params: inTargetUnits(result.params),
    state: result.state,
    notes: {
      data: settings.data,
      recipe: encodeRecipe(recipe),
      ...(schema === undefined ? {} : { schema: JSON.stringify(schema) }),
      history: encodeHistory(chosen.history),
      division: encodeDivision(settings.out, settings, data, chosen !== result),
      baseline: encodeBaseline(baselineOf(plan, trainedOn(fitted))),
    },
    ...(transform === undefined ? {} : { transform }),
  };
  return pipe(saveModel(settings.out, model), TE.mapLeft(workError));
};

/** What a run is judged by, and how well it does. */
interface Judgment {
  readonly on: 'test' | 'validation';
  readonly rows: TrainingPlan['data']['validation'];
  readonly variables: ModelVariables;
  readonly scores: Scores;
}

/** Without test rows, the parameters that the validation rows chose are judged, before any refit. */
const judge = (plan: TrainingPlan, fitted: Fitted): Judgment => {
  const { settings, data, network, inTargetUnits } = plan;
  const { params, state }: Pick<Trained, 'params' | 'state'> =
    data.test === undefined ? fitted.chosen : fitted.result;
  const variables = { params: inTargetUnits(params), state };
  const rows = judgedRows(data);
  const model = {
    ...{ recipe: data.recipe, network, variables, engine: defaultEngine(settings) },
    baseline: baselineOf(plan, data.test === undefined ? 'training rows' : trainedOn(fitted)),
  };
  return {
    ...{ on: data.test === undefined ? 'validation' : 'test', rows, variables },
    scores: scoresOf(model, rows, data.strangers),
  };
};

/** Judges the result, reports it, and tells how the run ended. */
const conclude = (
  { plan, folder, reporter, folds }: Session,
  fitted: Fitted,
): TE.TaskEither<CliError, ExitCode> => {
  const { settings } = plan;
  const { seconds, aborted } = fitted;
  const judgment = judge(plan, fitted);
  return pipe(
    writeReportOf(plan, fitted, judgment, folds),
    TE.map(() => {
      const { on, scores } = judgment;
      reporter.outcome({
        ...{ on, scores, seconds, model: settings.out, report: settings.report },
        run: aborted ? folder?.path : undefined,
      });
      return aborted ? ExitCode.interrupted : ExitCode.ok;
    }),
  );
};

const writeReportOf = (
  { settings, data, network }: TrainingPlan,
  { chosen, seconds }: Fitted,
  judgment: Judgment,
  folds: Session['folds'],
): TE.TaskEither<CliError, void> => {
  const { report } = settings;
  if (report === undefined) return TE.right(undefined);
  const { recipe, transform } = data;
  const run = {
    ...{ settings, recipe, network, transform, seconds, ...judgment, origin: data.origin },
    ...{ history: chosen.history, best: chosen.epoch, main: judgeOf[recipe.task].main },
    ...{ folds, remarks: data.remarks, engine: defaultEngine(settings).description },
  };
  // Charts are large, and few runs need them.
  return pipe(
    async () => (await import('./report/write-report.ts')).writeReport(report, run),
    TE.mapLeft(workError),
  );
};
