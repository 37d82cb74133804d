import { summary } from '@puregrad/layers';
import { defaultEngine } from '@puregrad/tensors';
import {
  type Checkpoint,
  evaluator,
  type FitOptions,
  fit,
  type Trained,
  type TrainingEvent,
  type TrainingFailure,
} from '@puregrad/trainer';
import { saveModel } from '@puregrad/trainer/node';
import { type Either, isLeft } from 'fp-ts/lib/Either.js';
import { encodeRecipe } from './data/recipe.ts';
import { ExitCode } from './exit-code.ts';
import { encodeHistory } from './history.ts';
import type { TrainRequest } from './options/train/train-options.ts';
import { humanReporter } from './output/human-reporter.ts';
import { jsonReporter } from './output/json-reporter.ts';
import { checkpointKeeper, checkpointOf, type RunFolder, requireSameData } from './run-folder.ts';
import { judgeOf } from './task.ts';
import { abortOnInterrupt, refuse, type Terminal } from './terminal.ts';
import { planTraining } from './training-plan.ts';

/** Steps between the states that could be saved. */
const OFFER_EVERY = 20;

/** Follows a run to its end, waiting for whoever keeps its checkpoints. */
const follow = async (
  options: FitOptions,
  onEvent: (event: TrainingEvent) => void = () => {},
  onCheckpoint?: (checkpoint: Checkpoint) => Promise<void>,
): Promise<Either<TrainingFailure, Trained>> => {
  const run = fit(
    onCheckpoint === undefined ? options : { ...options, checkpointEvery: OFFER_EVERY },
  );
  for (;;) {
    const next = await run.next();
    if (next.done) return next.value;
    if (next.value.kind === 'checkpoint') await onCheckpoint?.(next.value.checkpoint);
    else onEvent(next.value);
  }
};

/** Loads, trains, saves, and judges the result; in a folder it goes on from where that stands. */
export const performTraining = async (
  request: TrainRequest,
  terminal: Terminal,
  folder?: RunFolder,
): Promise<ExitCode> => {
  const fail = (message: string): ExitCode => {
    terminal.err(`puregrad: ${message}`);
    return ExitCode.failed;
  };
  const planned = await planTraining(request);
  if (isLeft(planned)) return refuse(terminal, planned.left);
  const same = folder && (await requireSameData(folder, planned.right.data));
  if (same && isLeft(same)) return refuse(terminal, same.left);

  const { data, settings, network, optimizer, examples, undone, options, again } = planned.right;
  const { recipe, features, classes, validation, test, transform, remarks } = data;
  const { task } = recipe;
  const { loss, metrics, main } = judgeOf[task];
  const stands = folder && (await checkpointOf(folder, { network, optimizer }));
  if (stands && isLeft(stands)) return fail(stands.left);
  const resume = stands?.right;

  const reporter = settings.json ? jsonReporter(terminal) : humanReporter(terminal, settings.quiet);
  const engine = defaultEngine(settings);
  const { description } = engine;
  reporter.plan({
    ...{ settings, task, main, examples, features, classes, remarks },
    engine: description,
    summary: summary(network),
  });
  if (resume !== undefined) reporter.resuming(resume.epoch, resume.batch);
  const { signal, stopListening } = abortOnInterrupt(terminal, reporter.interrupting);
  const keeper = folder && checkpointKeeper(folder, 1000 * settings.saveEvery);
  const start = performance.now();
  const chooseAndRefit = async () => {
    const chosen = await follow(
      { ...options, signal, ...(resume === undefined ? {} : { resume }) },
      reporter.event,
      keeper?.offer,
    );
    await keeper?.save();
    if (!settings.refit || isLeft(chosen) || signal.aborted) return { chosen, result: chosen };
    // The held-out rows have chosen the epoch; now they are learnt from too.
    const refit = again(chosen.right);
    reporter.refit(refit.epochs, refit.train.y.shape[0]!);
    const refitted = await follow({ ...refit, signal });
    if (isLeft(refitted))
      terminal.err(
        `puregrad: training again on all rows failed (${refitted.left.message}); the model of the first run is kept`,
      );
    return { chosen, result: isLeft(refitted) || signal.aborted ? chosen : refitted };
  };
  const { chosen, result } = await chooseAndRefit().finally(stopListening);
  const seconds = (performance.now() - start) / 1000;
  if (isLeft(chosen)) return fail(chosen.left.message);
  if (isLeft(result)) return fail(result.left.message);

  const { state } = result.right;
  const params = undone(result.right.params);
  if (settings.out !== undefined) {
    const notes = {
      data: settings.data,
      recipe: encodeRecipe(recipe),
      history: encodeHistory(chosen.right.history),
    };
    const kept = {
      network,
      params,
      state,
      notes,
      ...(transform === undefined ? {} : { transform }),
    };
    const saved = await saveModel(settings.out, kept)();
    if (isLeft(saved)) return fail(saved.left.message);
  }
  // Without test rows, what is told is of the parameters that the held-out rows have chosen.
  const on = test === undefined ? 'validation' : 'test';
  const rows = test ?? validation;
  const variables =
    test === undefined
      ? { params: undone(chosen.right.params), state: chosen.right.state }
      : { params, state };
  const judged = evaluator({ network, loss, metrics }, { engine })(variables, rows);
  if (settings.report !== undefined) {
    // Charts are large, and few runs need them.
    const { writeReport } = await import('./report/write-report.ts');
    const { history, epoch: best } = chosen.right;
    const written = await writeReport(settings.report, {
      ...{ settings, recipe, network, variables, transform, history, best, main },
      ...{ on, judged, rows, seconds },
      engine: description,
    });
    if (isLeft(written)) return fail(written.left);
  }
  reporter.outcome({
    ...{ on, main, judged, seconds, model: settings.out, report: settings.report },
    run: signal.aborted ? folder?.path : undefined,
  });
  return signal.aborted ? ExitCode.interrupted : ExitCode.ok;
};
