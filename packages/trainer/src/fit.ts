import { type Network, summary } from '@puregrad/layers';
import { defaultEngine } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { breather } from './breathe.ts';
import { checkData, requireTensors } from './check-data.ts';
import { identityOf, requireSameRun } from './checkpoint.ts';
import type { EpochReport } from './epoch-report.ts';
import type { ModelVariables } from './evaluate.ts';
import type { StopReason, TrainingEvent } from './events.ts';
import { guarded, invalidData, type TrainingFailure } from './failure.ts';
import { type EngineChoice, type FitOptions, fitKinds } from './fit-options.ts';
import { layerReports } from './layer-report.ts';
import { recipeOf } from './recipe.ts';
import { type Run, runOf } from './run.ts';
import type { Checkpoint, RunIdentity } from './run-state.ts';
import { meansOf, noTotals } from './totals.ts';
import { trainEpoch } from './train-epoch.ts';
import { initialState } from './training-step.ts';

/** A network with the parameters that a run ended with. */
export interface Trained extends ModelVariables {
  readonly network: Network;
  readonly stopped: StopReason;
  /** The epoch that the parameters come from; 0 where none was finished. */
  readonly epoch: number;
  readonly history: readonly EpochReport[];
}

/** A run under way: events to read, and the result when they end. */
export type Fitting = AsyncGenerator<TrainingEvent, Either<TrainingFailure, Trained>, undefined>;

const monitored = ({ training, validation }: EpochReport, monitor: string): number => {
  const { loss, metrics } = validation ?? training;
  return monitor === 'loss' ? loss : (metrics[monitor] as number);
};

/** What makes the run impossible before it starts. */
const findProblem = (
  options: FitOptions,
  { unbatchable, objective }: Run,
): TrainingFailure | undefined => {
  const { train, validation } = options;
  for (const [name, data] of Object.entries({ training: train, validation })) {
    const checked = data && checkData(objective, data, name);
    if (checked && isLeft(checked)) return checked.left;
  }
  if (unbatchable !== undefined) return invalidData(`training data: ${unbatchable}`);
  return undefined;
};

/** Why the checkpoint to resume from is not of this run. */
const findMismatch = (
  { resume }: FitOptions,
  { objective, optimizer, initKey, stepsKey }: Run,
  identity: RunIdentity,
): TrainingFailure | undefined => {
  if (resume === undefined) return undefined;
  const same = requireSameRun(resume, identity, () =>
    initialState(objective, optimizer, { init: initKey, steps: stepsKey }),
  );
  return isLeft(same) ? same.left : undefined;
};

const startOf = (run: Run, identity: RunIdentity): Checkpoint => ({
  identity,
  training: initialState(run.objective, run.optimizer, { init: run.initKey, steps: run.stepsKey }),
  epoch: 1,
  batch: 0,
  totals: noTotals,
  skipped: 0,
  skippedInRow: 0,
  watch: run.stop?.init(),
  plateau: run.plateau?.init(),
  history: [],
});

/** The report of the epoch that has just ended; `fresh` counts its examples since `start`. */
const reportOf = async (
  run: Run,
  at: Checkpoint,
  variables: ModelVariables,
  { validation }: FitOptions,
  { start, fresh }: { readonly start: number; readonly fresh: number },
): Promise<EpochReport> => {
  const seconds = (performance.now() - start) / 1000;
  return {
    epoch: at.epoch,
    training: meansOf(at.totals),
    ...(validation === undefined ? {} : { validation: await run.evaluate(variables, validation) }),
    layers: layerReports(run.objective.network, variables.params, at.totals.layers),
    ...(at.plateau === undefined ? {} : { rateScale: at.plateau.scale }),
    skipped: at.skipped,
    seconds,
    examplesPerSecond: fresh / seconds,
  };
};

/**
 * Trains a network: the compiled training step folded over shuffled batches, epoch after epoch, as
 * a stream of events. The generator returns `Right` with the trained network, or `Left` with the
 * failure that the last event also carries. The same seed on the same engine gives the same bits.
 *
 * @throws ArgumentError for options that can't be meant (no epochs, an unknown monitor).
 * @example
 * ```ts
 * import { dense, input, relu } from '@puregrad/layers';
 * import { adam } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { fit } from '@puregrad/trainer';
 * const train = {
 *   x: tensor([[0, 0], [0, 1], [1, 0], [1, 1]]),
 *   y: tensor([0, 1, 1, 0], { dtype: 'int32' }),
 * };
 * const network = pipe(input(2), dense(8), relu(), dense(2));
 * for await (const event of fit({ network, optimizer: adam({ learningRate: 0.05 }), train, epochs: 5 }))
 *   if (event.kind === 'epoch') console.log(event.epoch, event.training.loss);
 * ```
 */
export async function* fit(options: FitOptions): Fitting {
  checkOptions('fit', options, fitKinds);
  requireTensors('fit', options.train);
  if (options.validation !== undefined) requireTensors('fit', options.validation);
  const choice = isChoice(options.engine) ? options.engine : undefined;
  const asked = isChoice(options.engine) ? undefined : options.engine;
  let run = runOf(options, asked);
  const { network } = options;
  const { seed, batchSize, examples, epochs, stepsPerEpoch } = run;
  const unfit = findProblem(options, run);
  // Whoever keeps no checkpoints does not pay for their digests.
  const isKept = options.resume !== undefined || options.checkpointEvery !== undefined;
  const identity = identityOf(network, {
    ...{ seed, batchSize, examples },
    ...(isKept && unfit === undefined ? { recipe: recipeOf(options, run.objective) } : {}),
  });
  const problem = unfit ?? findMismatch(options, run, identity);
  if (problem !== undefined) {
    yield { kind: 'failure', failure: problem };
    return left(problem);
  }
  const { parameters } = summary(network);
  yield { kind: 'start', parameters, examples, epochs, stepsPerEpoch };

  let engine = asked ?? defaultEngine();
  let close = async (): Promise<void> => {};
  if (choice !== undefined) {
    const chosen = await choice.choose(options);
    ({ close } = chosen);
    ({ engine } = chosen);
    yield { kind: 'engine', description: engine.description, times: chosen.times };
    run = runOf(options, engine);
  }
  try {
    const is = engine.arithmetic ?? engine.description;
    const engines = options.resume === undefined ? [] : options.resume.identity.engines;
    const was = engines?.at(-1);
    if (was !== undefined && was !== is) yield { kind: 'otherEngine', was, is };
    return yield* steps(run, options, {
      ...identity,
      ...(engines && { engines: was === is ? engines : [...engines, is] }),
    });
  } finally {
    await close();
  }
}

const isChoice = (engine: FitOptions['engine']): engine is EngineChoice =>
  engine !== undefined && 'kind' in engine;

/** The run itself, once it is known to be possible, and on what. */
async function* steps(run: Run, options: FitOptions, identity: RunIdentity): Fitting {
  const { network, signal, checkpointEvery } = options;
  const { epochs, monitor, stop, plateau } = run;
  const breathe = breather();
  let at = options.resume ? { ...options.resume, identity } : startOf(run, identity);
  let stopped: StopReason = 'completed';
  /** What the last epoch was judged with, while that is still what the run stands at. */
  let latest: ModelVariables | undefined;
  while (at.epoch <= epochs && stopped === 'completed') {
    const start = performance.now();
    const before = at.totals.weight;
    const ended = yield* trainEpoch(run, at, { signal, checkpointEvery, breathe });
    if (isLeft(ended)) return ended;
    at = ended.right.at;
    latest = undefined;
    if (ended.right.interrupted) {
      stopped = 'interrupted';
      break;
    }

    const { epoch } = at;
    const fresh = at.totals.weight - before;
    const made = await guarded({ epoch, step: epoch * run.stepsPerEpoch }, async () => {
      const variables = await run.keep(at.training, breathe);
      return { variables, report: await reportOf(run, at, variables, options, { start, fresh }) };
    });
    if (isLeft(made)) {
      yield { kind: 'failure', failure: made.left };
      return made;
    }
    const { report, variables } = made.right;
    latest = variables;
    const history = [...at.history, report];
    at = { ...at, epoch: epoch + 1, batch: 0, totals: noTotals, skipped: 0, history };
    yield { kind: 'epoch', ...report };

    const value = monitored(report, monitor);
    if (stop !== undefined) {
      const observed = { epoch, value, candidate: variables };
      const [watch, verdict] = stop.update(at.watch ?? stop.init<ModelVariables>(), observed);
      at = { ...at, watch };
      if (verdict === 'improved') yield { kind: 'improvement', epoch, monitor, value };
      if (verdict === 'stop') stopped = 'earlyStopping';
    }
    if (plateau !== undefined && run.adjust !== undefined) {
      const before = at.plateau ?? plateau.init();
      const [next, scale] = plateau.update(before, value);
      const optimizer = run.adjust(at.training.optimizer, scale);
      at = { ...at, plateau: next, training: { ...at.training, optimizer } };
      if (scale !== before.scale) yield { kind: 'reduction', epoch, scale };
    }
    if (checkpointEvery === 'epoch' && stopped === 'completed')
      yield { kind: 'checkpoint', checkpoint: at };
    await breathe();
  }

  const best = at.watch?.best;
  const epoch = best?.epoch ?? at.history.length;
  const ended = await guarded(
    { epoch, step: epoch * run.stepsPerEpoch },
    async () => best?.candidate ?? latest ?? run.keep(at.training, breathe),
  );
  if (isLeft(ended)) {
    yield { kind: 'failure', failure: ended.left };
    return ended;
  }
  yield { kind: 'stop', reason: stopped, epoch };
  const { params, state } = ended.right;
  return right({ network, params, state, epoch, stopped, history: at.history });
}
