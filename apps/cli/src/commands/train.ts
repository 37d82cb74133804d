import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { splitRows } from '@puregrad/data';
import { summary } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import { earlyStopping } from '@puregrad/regularizers';
import { defaultEngine, foldIn, key } from '@puregrad/tensors';
import { evaluator, train as runTraining } from '@puregrad/trainer';
import { saveModel } from '@puregrad/trainer/node';
import { isLeft } from 'fp-ts/lib/Either.js';
import { buildNetwork, buildOptimizer } from '../build-run.ts';
import { loadSource, type Source } from '../data-source.ts';
import { ExitCode } from '../exit-code.ts';
import { humanReporter } from '../output/human-reporter.ts';
import { jsonReporter } from '../output/json-reporter.ts';
import type { Terminal } from '../terminal.ts';
import { type RawOptions, type TrainSettings, trainSettings } from '../train-settings.ts';

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

/** The rows to learn from and those held out, dealt by the seed. */
const holdOut = ({ train }: Source, { limit, validation, seed }: TrainSettings) => {
  const count = train.x.shape[0] as number;
  const used = Math.min(limit ?? count, count);
  const [all] = splitRows(train, { counts: [used, 'rest'] });
  const held = Math.min(used - 1, Math.max(1, Math.round(used * validation)));
  // Its own key, so that initialization and shuffling stay the same for another share.
  return splitRows(all, { counts: ['rest', held] }, { key: foldIn(key(seed), 1_000_003) });
};

const fail = ({ err }: Terminal, message: string, code: ExitCode = ExitCode.failed): ExitCode => {
  err(`puregrad: ${message}`);
  return code;
};

/** `puregrad train`: loads, trains, saves, and judges the result on the test data. */
export const train = async (raw: RawOptions, terminal: Terminal): Promise<ExitCode> => {
  const parsed = trainSettings(raw);
  if (isLeft(parsed)) return fail(terminal, parsed.left.join('\npuregrad: '), ExitCode.usage);
  const settings = parsed.right;
  const unsavable = settings.out === undefined ? undefined : await savingProblem(settings.out);
  if (unsavable !== undefined) return fail(terminal, unsavable, ExitCode.usage);
  const source = await loadSource(settings.data);
  if (isLeft(source)) return fail(terminal, source.left);

  const { features, classes, test } = source.right;
  const [training, validation] = holdOut(source.right, settings);
  const network = buildNetwork(settings, features, classes);
  const examples = {
    train: training.x.shape[0] as number,
    validation: validation.x.shape[0] as number,
    test: test.x.shape[0] as number,
  };
  const reporter = settings.json ? jsonReporter(terminal) : humanReporter(terminal, settings.quiet);
  const engine = defaultEngine().description;
  reporter.plan({ settings, engine, examples, features, classes, summary: summary(network) });

  const controller = new AbortController();
  const stopListening = terminal.onInterrupt(() => {
    if (controller.signal.aborted) process.exit(ExitCode.interrupted);
    controller.abort();
    reporter.interrupting();
  });
  const steps = settings.epochs * Math.ceil(examples.train / settings.batchSize);
  const start = performance.now();
  const result = await runTraining(
    {
      network,
      optimizer: buildOptimizer(settings, steps),
      train: training,
      validation,
      stop: earlyStopping({ patience: settings.patience }),
      epochs: settings.epochs,
      batchSize: settings.batchSize,
      seed: settings.seed,
      signal: controller.signal,
    },
    reporter.event,
  )();
  stopListening();
  const seconds = (performance.now() - start) / 1000;
  if (isLeft(result)) return fail(terminal, result.left.message);

  const { params, state, stopped } = result.right;
  if (settings.out !== undefined) {
    const notes = { data: settings.data, inputs: 'pixels scaled to [0, 1]' };
    const saved = await saveModel(settings.out, { network, params, state, notes })();
    if (isLeft(saved)) return fail(terminal, saved.left.message);
  }
  const objective = { network, loss: sparseSoftmaxCrossEntropy, metrics: { accuracy } };
  const judged = evaluator(objective)({ params, state }, test);
  reporter.outcome({ test: judged, seconds, model: settings.out });
  return stopped === 'interrupted' ? ExitCode.interrupted : ExitCode.ok;
};
