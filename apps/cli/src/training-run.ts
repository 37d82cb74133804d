import type { Dataset } from '@puregrad/data';
import { summary, type Variables } from '@puregrad/layers';
import { reduceOnPlateau } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import { concat, defaultEngine } from '@puregrad/tensors';
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
import { buildAugmentation, buildNetwork, buildOptimizer } from './build-run.ts';
import { isImageFolder } from './data/read-rows.ts';
import { encodeRecipe, type Recipe } from './data/recipe.ts';
import { fitTarget } from './data/target-scale.ts';
import { loadTrainingData } from './data/training-data.ts';
import { ExitCode } from './exit-code.ts';
import { encodeHistory } from './history.ts';
import { humanReporter } from './output/human-reporter.ts';
import { jsonReporter } from './output/json-reporter.ts';
import { checkpointKeeper, checkpointOf, type RunFolder, requireSameData } from './run-folder.ts';
import { judgeOf, lossOf, outputsOf, type Task } from './task.ts';
import type { Terminal } from './terminal.ts';
import { decide, shareOf, type TrainRequest } from './train-settings.ts';

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
  const fail = (message: string, code: ExitCode = ExitCode.failed): ExitCode => {
    terminal.err(`puregrad: ${message}`);
    return code;
  };
  const areImages = await isImageFolder(request.data);
  const loaded = await loadTrainingData({ ...request, validation: shareOf(request, areImages) });
  if (isLeft(loaded)) return fail(loaded.left, ExitCode.usage);
  const same = folder && (await requireSameData(folder, loaded.right));
  if (same && isLeft(same)) return fail(same.left, ExitCode.usage);

  const wrong = imageProblem(request, loaded.right.recipe);
  if (wrong !== undefined) return fail(wrong, ExitCode.usage);
  const { recipe, features, classes, train, validation, test, transform, remarks } = loaded.right;
  const { task } = recipe;
  const { loss, metrics, main } = judgeOf[task];
  const settings = decide(request, { examples: train.y.shape[0]!, areImages });
  const network = buildNetwork(settings, features, outputsOf(task, classes));
  const target = task === 'regression' ? fitTarget(train.y) : undefined;
  const scaled = (data: Dataset): Dataset =>
    target === undefined ? data : { ...data, y: target.scale(data.y) };
  const undone = (params: Variables): Variables =>
    target === undefined ? params : target.undo(network, params);
  const examples = {
    train: train.y.shape[0]!,
    validation: validation.y.shape[0]!,
    test: test?.y.shape[0] ?? 0,
  };
  const { batchSize, seed } = settings;
  const optimizer = buildOptimizer(
    settings,
    settings.epochs * Math.ceil(examples.train / batchSize),
  );
  const stands = folder && (await checkpointOf(folder, { network, optimizer }));
  if (stands && isLeft(stands)) return fail(stands.left);
  const resume = stands?.right;

  const reporter = settings.json ? jsonReporter(terminal) : humanReporter(terminal, settings.quiet);
  const engine = defaultEngine().description;
  reporter.plan({
    ...{ settings, task, main, engine, examples, features, classes, remarks },
    summary: summary(network),
  });
  if (resume !== undefined) reporter.resuming(resume.epoch, resume.batch);
  const controller = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
    reporter.interrupting();
  });
  const { signal } = controller;
  const augment = buildAugmentation(
    settings,
    recipe.inputs.kind === 'images' ? recipe.inputs.shape : undefined,
  );
  const common = {
    ...{ network, optimizer, metrics, batchSize, seed, signal },
    loss: lossOf(task, settings.labelSmoothing),
    ...(augment === undefined ? {} : { augment }),
    ...(settings.sam === undefined ? {} : { sharpness: { rho: settings.sam } }),
  };
  const keeper = folder && checkpointKeeper(folder, 1000 * settings.saveEvery);
  const start = performance.now();
  const chosen = await follow(
    {
      ...common,
      train: scaled(train),
      validation: scaled(validation),
      stop: earlyStopping({ patience: settings.patience }),
      epochs: settings.epochs,
      ...(settings.plateau ? { plateau: reduceOnPlateau() } : {}),
      ...(resume === undefined ? {} : { resume }),
    },
    reporter.event,
    keeper?.offer,
  );
  await keeper?.save();
  let result = chosen;
  if (settings.refit && !isLeft(chosen) && !signal.aborted) {
    // The held-out rows have chosen the epoch; now they are learnt from too.
    const all = joinRows(train, validation);
    const epochs = refitEpochs(chosen.right.epoch, settings.epochs, task);
    reporter.refit(epochs, all.y.shape[0]!);
    const again = await follow({ ...common, train: scaled(all), epochs });
    if (isLeft(again) || !signal.aborted) result = again;
  }
  stopListening();
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
  const judged = evaluator({ network, loss, metrics })(variables, rows);
  if (settings.report !== undefined) {
    // Charts are large, and few runs need them.
    const { writeReport } = await import('./report/write-report.ts');
    const { history, epoch: best } = chosen.right;
    const written = await writeReport(settings.report, {
      ...{ settings, recipe, network, variables, transform, history, best, main },
      ...{ on, judged, rows, engine, seconds },
    });
    if (isLeft(written)) return fail(written.left);
  }
  reporter.outcome({
    ...{ on, main, judged, seconds, model: settings.out, report: settings.report },
    run: signal.aborted ? folder?.path : undefined,
  });
  return signal.aborted ? ExitCode.interrupted : ExitCode.ok;
};

/** Only images can be shifted and turned. */
const imageProblem = ({ augment, data }: TrainRequest, { inputs }: Recipe): string | undefined =>
  Object.keys(augment).length === 0 || (inputs.kind === 'images' && inputs.shape.length === 2)
    ? undefined
    : `--augment changes images of one channel, and '${data}' has none; --noise is for all inputs`;

/** A loss of classes turns long before their accuracy does, where a few rows have chosen the epoch. */
const LEAST_SHARE = 0.4;

const refitEpochs = (chosen: number, most: number, task: Task): number =>
  task === 'regression' ? chosen : Math.max(chosen, Math.round(LEAST_SHARE * most));

const joinRows = (a: Dataset, b: Dataset): Dataset => ({
  x: concat([a.x, b.x]),
  y: concat([a.y, b.y]),
});
