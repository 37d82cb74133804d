import { wasmEngine } from '@puregrad/tensors';
import { train } from '@puregrad/trainer';
import { isLeft } from 'fp-ts/lib/Either.js';
import { loadTrainingData } from '../data/training-data.ts';
import type { TrainingDataOptions } from '../data/training-types.ts';
import { minimum } from '../extremes.ts';
import type { RawOptions } from '../options/request.ts';
import { trainRequest } from '../options/train/train-options.ts';
import { planTraining } from '../training-plan.ts';

type Loaded = ReturnType<typeof loadTrainingData>;

/** What was loaded last, and by which options. */
let last: { readonly by: string; readonly loaded: Loaded } | undefined;

/** The trials of a search have their data in common, as a rule. */
const loadOnce = (options: TrainingDataOptions): Loaded => {
  const { data, target, labels, task, test, validation, limit, seed } = options;
  const by = JSON.stringify({ data, target, labels, task, test, validation, limit, seed });
  if (last?.by !== by) last = { by, loaded: loadTrainingData(options) };
  return last.loaded;
};

/**
 * The least validation loss of a run with these options, in so many epochs: what a thread of `search`
 * runs, and so on one thread itself.
 */
export const evaluate = async (options: RawOptions, epochs: number): Promise<number> => {
  const request = trainRequest({ ...options, epochs: String(epochs) });
  if (isLeft(request)) throw new Error(request.left.join('; '));
  const plan = await planTraining(request.right, loadOnce);
  if (isLeft(plan)) throw new Error(plan.left);
  const { deterministic } = request.right;
  const engine = wasmEngine({ threads: 1, deterministic });
  await engine.ready();
  const { train: data, ...settings } = plan.right.options;
  const result = await train({ ...settings, engine })(data)();
  if (isLeft(result)) throw new Error(result.left.message);
  const losses = result.right.history.map(({ validation }) => validation!.loss);
  return minimum(losses);
};
