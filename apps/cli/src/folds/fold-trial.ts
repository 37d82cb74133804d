import { wasmEngine } from '@puregrad/tensors';
import { evaluator, train } from '@puregrad/trainer';
import type { Either } from 'fp-ts/lib/Either.js';
import type { FoldNumber } from '../data/divide-rows.ts';
import { loadTrainingData } from '../data/training-data.ts';
import { unitsOf } from '../data/units.ts';
import { type CliError, orThrow } from '../errors.ts';
import type { RawOptions } from '../options/request.ts';
import { type TrainRequest, trainRequest } from '../options/train/train-options.ts';
import { judgeIn } from '../task.ts';
import { planTraining, type TrainingPlan } from '../training-plan.ts';

/** The result on the rows of a fold, of a run that was trained without them. */
export interface FoldScore {
  readonly examples: { readonly train: number; readonly validation: number; readonly test: number };
  readonly loss: number;
  readonly metrics: { readonly [name: string]: number };
  /** The metric that counts. */
  readonly main: string;
}

/** The run without a fold's rows, which are its test rows. Rows for another test are left out. */
export const planFold = (
  request: TrainRequest,
  fold: FoldNumber,
): Promise<Either<CliError, TrainingPlan>> =>
  planTraining(request, (options) =>
    loadTrainingData({
      ...options,
      fold,
      test: typeof options.test === 'number' ? options.test : undefined,
    }),
  );

/**
 * Trains without the rows of a fold as `train` does, and judges the result by them. It runs on one thread, so the
 * numbers do not depend on how many folds run at a time. Threads of `train --folds` run it.
 */
export const run = async (
  raw: RawOptions,
  fold: FoldNumber,
  signal?: AbortSignal,
): Promise<FoldScore> => {
  const request = orThrow(trainRequest(raw));
  const plan = orThrow(await planFold(request, fold));
  const engine = wasmEngine({ threads: 1, deterministic: request.deterministic });
  await engine.ready();
  const how = { engine, ...(signal === undefined ? {} : { signal }) };
  const { train: data, ...options } = plan.options;
  let fitted = orThrow(await train({ ...options, ...how })(data)());
  if (plan.settings.refit) {
    const { train: all, ...again } = plan.refit(fitted);
    fitted = orThrow(await train({ ...again, ...how })(all)());
  }
  const { network, examples, inTargetUnits } = plan;
  const { loss, metrics, main } = judgeIn(plan.data.recipe.task, unitsOf(plan.data.recipe));
  const variables = { params: inTargetUnits(fitted.params), state: fitted.state };
  const judged = evaluator({ network, loss, metrics }, { engine })(variables, plan.data.test!);
  return { ...judged, examples, main };
};
