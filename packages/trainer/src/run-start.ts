import { isLeft } from 'fp-ts/lib/Either.js';
import { checkData } from './check-data.ts';
import { identityOf, requireSameRun } from './checkpoint.ts';
import { invalidData, type TrainingFailure } from './failure.ts';
import type { AnyFitOptions } from './fit-options.ts';
import { recipeOf } from './recipe.ts';
import type { Run } from './run.ts';
import type { Checkpoint, RunIdentity } from './run-state.ts';
import { totalsMonoid } from './totals.ts';
import { initialState, type TrainingState } from './training-step.ts';

/** The fault of the data; undefined if there is none. */
const findDataProblem = (
  { train, validation }: AnyFitOptions,
  { unbatchable, objective }: Run,
): TrainingFailure | undefined => {
  for (const [name, data] of Object.entries({ training: train, validation })) {
    const checked = data && checkData(objective, data, name);
    if (checked && isLeft(checked)) return checked.left;
  }
  return unbatchable === undefined ? undefined : invalidData(`training data: ${unbatchable}`);
};

const firstState = ({ objective, optimizer, initKey, stepsKey }: Run): TrainingState =>
  initialState(objective, optimizer, { init: initKey, steps: stepsKey });

/** The identity of a run, or the reason why it cannot start: unfit data, or a checkpoint of another run. */
export const identityFor = (
  options: AnyFitOptions,
  run: Run,
): { readonly identity: RunIdentity; readonly problem: TrainingFailure | undefined } => {
  const { resume, checkpointEvery } = options;
  const { seed, batchSize, examples, objective } = run;
  const unfit = findDataProblem(options, run);
  // Digests are computed only if the run keeps or resumes from checkpoints.
  const isKept = resume !== undefined || checkpointEvery !== undefined;
  const identity = identityOf(options.network, {
    ...{ seed, batchSize, examples },
    ...(isKept && unfit === undefined ? { recipe: recipeOf(options, objective) } : {}),
  });
  if (unfit !== undefined || resume === undefined) return { identity, problem: unfit };
  const same = requireSameRun(resume, identity, () => firstState(run));
  return { identity, problem: isLeft(same) ? same.left : undefined };
};

/** The state of a run before its first step. */
export const startOf = (run: Run, identity: RunIdentity): Checkpoint => ({
  identity,
  training: firstState(run),
  epoch: 1,
  batch: 0,
  totals: totalsMonoid.empty,
  skipped: 0,
  skippedInRow: 0,
  watch: run.stop?.init(),
  plateau: run.plateau?.init(),
  history: [],
});
