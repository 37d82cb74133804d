import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Dataset } from '@puregrad/data';
import { summary, type Variables } from '@puregrad/layers';
import { earlyStopping } from '@puregrad/regularizers';
import { concat, defaultEngine } from '@puregrad/tensors';
import { evaluator, train as runTraining } from '@puregrad/trainer';
import { saveModel } from '@puregrad/trainer/node';
import { isLeft, isRight } from 'fp-ts/lib/Either.js';
import { buildNetwork, buildOptimizer } from '../build-run.ts';
import { isImageFolder } from '../data/read-rows.ts';
import { encodeRecipe } from '../data/recipe.ts';
import { fitTarget } from '../data/target-scale.ts';
import { loadTrainingData } from '../data/training-data.ts';
import { ExitCode } from '../exit-code.ts';
import { encodeHistory } from '../history.ts';
import { humanReporter } from '../output/human-reporter.ts';
import { jsonReporter } from '../output/json-reporter.ts';
import { judgeOf, outputsOf, type Task } from '../task.ts';
import type { Terminal } from '../terminal.ts';
import { decide, type RawOptions, shareOf, trainRequest } from '../train-settings.ts';

/** Why nothing could be saved at `path` later; undefined where it can. Better now than after minutes. */
const savingProblem = async (path: string): Promise<string | undefined> => {
  try {
    if ((await stat(path)).isDirectory()) return `--out '${path}' is a folder; name a file in it`;
  } catch {
    // No such file: the usual case.
  }
  try {
    await access(dirname(resolve(path)), constants.W_OK);
    return undefined;
  } catch {
    return `--out '${path}': its folder does not exist or cannot be written to`;
  }
};

const fail = ({ err }: Terminal, message: string, code: ExitCode = ExitCode.failed): ExitCode => {
  err(`puregrad: ${message}`);
  return code;
};

/** `puregrad train`: loads, trains, saves, and judges the result on the test data. */
export const train = async (raw: RawOptions, terminal: Terminal): Promise<ExitCode> => {
  const parsed = trainRequest(raw);
  if (isLeft(parsed)) return fail(terminal, parsed.left.join('\npuregrad: '), ExitCode.usage);
  const request = parsed.right;
  const unsavable = request.out === undefined ? undefined : await savingProblem(request.out);
  if (unsavable !== undefined) return fail(terminal, unsavable, ExitCode.usage);
  const areImages = await isImageFolder(request.data);
  const loaded = await loadTrainingData({ ...request, validation: shareOf(request, areImages) });
  if (isLeft(loaded)) return fail(terminal, loaded.left, ExitCode.usage);

  const { recipe, features, classes, train: training, validation, test, transform } = loaded.right;
  const { loss, metrics, main } = judgeOf[recipe.task];
  const settings = decide(request, { examples: training.y.shape[0]!, areImages });
  const network = buildNetwork(settings, features, outputsOf(recipe.task, classes));
  const target = recipe.task === 'regression' ? fitTarget(training.y) : undefined;
  const scaled = (data: Dataset): Dataset =>
    target === undefined ? data : { ...data, y: target.scale(data.y) };
  const examples = {
    train: training.y.shape[0]!,
    validation: validation.y.shape[0]!,
    test: test?.y.shape[0] ?? 0,
  };
  const reporter = settings.json ? jsonReporter(terminal) : humanReporter(terminal, settings.quiet);
  const engine = defaultEngine().description;
  const { task } = recipe;
  const { remarks } = loaded.right;
  reporter.plan({
    settings,
    task,
    main,
    engine,
    examples,
    features,
    classes,
    remarks,
    summary: summary(network),
  });

  const controller = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
    reporter.interrupting();
  });
  const steps = settings.epochs * Math.ceil(examples.train / settings.batchSize);
  const start = performance.now();
  const { batchSize, seed } = settings;
  const { signal } = controller;
  const optimizer = buildOptimizer(settings, steps);
  const common = { network, optimizer, loss, metrics, batchSize, seed, signal };
  const chosen = await runTraining(
    {
      ...common,
      train: scaled(training),
      validation: scaled(validation),
      stop: earlyStopping({ patience: settings.patience }),
      epochs: settings.epochs,
    },
    reporter.event,
  )();
  let result = chosen;
  if (settings.refit && isRight(chosen) && chosen.right.stopped !== 'interrupted') {
    // The held-out rows have chosen the epoch; now they are learnt from too.
    const all = joinRows(training, validation);
    const epochs = refitEpochs(chosen.right.epoch, settings.epochs, task);
    reporter.refit(epochs, all.y.shape[0]!);
    const again = await runTraining({ ...common, train: scaled(all), epochs })();
    if (isLeft(again) || again.right.stopped !== 'interrupted') result = again;
  }
  stopListening();
  const seconds = (performance.now() - start) / 1000;
  if (isLeft(chosen)) return fail(terminal, chosen.left.message);
  if (isLeft(result)) return fail(terminal, result.left.message);

  const undone = (params: Variables): Variables =>
    target === undefined ? params : target.undo(network, params);
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
    if (isLeft(saved)) return fail(terminal, saved.left.message);
  }
  const judge = evaluator({ network, loss, metrics });
  reporter.outcome({
    on: test === undefined ? 'validation' : 'test',
    main,
    judged:
      test === undefined
        ? judge({ params: undone(chosen.right.params), state: chosen.right.state }, validation)
        : judge({ params, state }, test),
    seconds,
    model: settings.out,
  });
  return signal.aborted ? ExitCode.interrupted : ExitCode.ok;
};

/** A loss of classes turns long before their accuracy does, where a few rows have chosen the epoch. */
const LEAST_SHARE = 0.4;

const refitEpochs = (chosen: number, most: number, task: Task): number =>
  task === 'regression' ? chosen : Math.max(chosen, Math.round(LEAST_SHARE * most));

const joinRows = (a: Dataset, b: Dataset): Dataset => ({
  x: concat([a.x, b.x]),
  y: concat([a.y, b.y]),
});
