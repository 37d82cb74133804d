import { wasmEngine } from '@puregrad/tensors';
import { train } from '@puregrad/trainer';
import { loadTrainingData } from '../data/training-data.ts';
import type { TrainingDataOptions } from '../data/training-types.ts';
import { orThrow } from '../errors.ts';
import { minimum } from '../extremes.ts';
import { type FoldScore, run as runFold } from '../folds/fold-trial.ts';
import { spreadOf } from '../folds/spread.ts';
import type { RawOptions } from '../options/request.ts';
import { dataOptionsOf, trainRequest } from '../options/train/train-options.ts';
import { planTraining } from '../training-plan.ts';

type Loaded = ReturnType<typeof loadTrainingData>;

/** The data that were loaded last, and the options they were loaded with. */
let last: { readonly by: string; readonly loaded: Loaded } | undefined;

/** The trials of a search usually share their data. */
const loadOnce = (options: TrainingDataOptions): Loaded => {
  const by = JSON.stringify([dataOptionsOf(options), options.fold]);
  if (last?.by !== by) last = { by, loaded: loadTrainingData(options) };
  return last.loaded;
};

/**
 * The lowest validation loss of a run with these options, in the given epochs; with `folds`, the mean loss on the rows
 * of the folds. Threads of `search` run it; a search
 * with one thread calls it.
 */
export const evaluate = async (options: RawOptions, epochs: number): Promise<number> => {
  const raw = { ...options, epochs: String(epochs) };
  const request = orThrow(trainRequest(raw));
  const { folds } = request;
  if (folds !== undefined) {
    const scores: FoldScore[] = [];
    for (let index = 0; index < folds; index++) scores.push(await runFold(raw, { index, folds }));
    return spreadOf(scores).mean.loss!;
  }
  const plan = orThrow(await planTraining(request, loadOnce));
  const engine = wasmEngine({ threads: 1, deterministic: request.deterministic });
  await engine.ready();
  const { train: data, ...settings } = plan.options;
  const { history } = orThrow(await train({ ...settings, engine })(data)());
  return minimum(history.map(({ validation }) => validation!.loss));
};
