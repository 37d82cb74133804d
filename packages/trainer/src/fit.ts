import { type Features, requireDataset } from '@puregrad/data';
import { type Axes, type Flow, type Network, type Shape, summary } from '@puregrad/layers';
import { defaultEngine, type Engine, type When } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { type Either, isLeft, right } from 'fp-ts/lib/Either.js';
import { followEpoch } from './epoch/follow-epoch.ts';
import { judgeEpoch } from './epoch/judge-epoch.ts';
import { trainEpoch } from './epoch/train-epoch.ts';
import type { EpochReport } from './epoch-report.ts';
import type { ModelVariables } from './evaluate.ts';
import type { StopReason, TrainingEvent } from './events.ts';
import { failed } from './failed.ts';
import { guarded, type TrainingFailure } from './failure.ts';
import { type AnyFitOptions, type EngineChoice, type FitOptions, fitKinds } from './fit-options.ts';
import { type Run, runOf } from './run.ts';
import { identityFor, startOf } from './run-start.ts';
import type { Checkpoint, RunIdentity } from './run-state.ts';
import { yieldToEventLoop as yielder } from './yield-to-event-loop.ts';

/** A network with the parameters that a run ended with. */
export interface Trained<In extends Shape = Axes, Out extends Shape = Axes> extends ModelVariables {
  readonly network: Network<In, Out>;
  readonly stopped: StopReason;
  /** The epoch that the parameters come from; 0 if no epoch was completed. */
  readonly epoch: number;
  readonly history: readonly EpochReport[];
}

/** A run: its events, and its result after the last one. */
export type Fitting<In extends Shape = Axes, Out extends Shape = Axes> = AsyncGenerator<
  TrainingEvent,
  Either<TrainingFailure, Trained<In, Out>>,
  undefined
>;

type AnyFitting = Fitting<Shape, Shape>;

/**
 * Trains a network: the compiled training step folded over shuffled batches, epoch after epoch, as
 * a stream of events. The generator returns `Right` with the trained network, or `Left` with the
 * failure that the last event also carries. The same seed on the same engine gives the same bits.
 *
 * @throws ArgumentError for invalid options (no epochs, an unknown monitor).
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
export const fit = <
  In extends Shape = Axes,
  Out extends Shape = Axes,
  Y extends Features = Flow<Out>,
>(
  options: FitOptions<In, Out, Y>,
): Fitting<In, Out> => fitAny(options as unknown as AnyFitOptions) as Fitting<In, Out>;

async function* fitAny(options: AnyFitOptions): AnyFitting {
  checkOptions('fit', options, fitKinds);
  requireDataset('fit', options.train);
  if (options.validation !== undefined) requireDataset('fit', options.validation);
  const choice = isChoice(options.engine) ? options.engine : undefined;
  const asked = isChoice(options.engine) ? undefined : options.engine;
  const run = runOf(options, asked);
  const { identity, problem } = identityFor(options, run);
  if (problem !== undefined) return yield* failed(problem);
  const { examples, epochs, stepsPerEpoch } = run;
  const { parameters } = summary(options.network);
  yield { kind: 'start', parameters, examples, epochs, stepsPerEpoch };

  if (choice === undefined)
    return yield* onEngine(asked ?? defaultEngine(), { run, options, identity });
  const { engine, times, close } = await choice.choose(options as unknown as FitOptions);
  try {
    yield { kind: 'engine', description: engine.description, times };
    return yield* onEngine(engine, { run: runOf(options, engine), options, identity });
  } finally {
    await close();
  }
}

const isChoice = (engine: AnyFitOptions['engine']): engine is EngineChoice =>
  engine !== undefined && 'kind' in engine;

interface Started {
  readonly run: Run;
  readonly options: AnyFitOptions;
  readonly identity: RunIdentity;
}

/** The run on an engine, whose name its checkpoints carry from then on. */
async function* onEngine(engine: Engine<When>, { run, options, identity }: Started): AnyFitting {
  const is = engine.arithmetic ?? engine.description;
  const engines = options.resume === undefined ? [] : options.resume.identity.engines;
  const was = engines?.at(-1);
  if (was !== undefined && was !== is) yield { kind: 'otherEngine', was, is };
  const named = engines && { engines: was === is ? engines : [...engines, is] };
  return yield* epochs({ run, options, identity: { ...identity, ...named } });
}

/** Trains epoch after epoch, evaluates each, and follows the monitored value. */
async function* epochs({ run, options, identity }: Started): AnyFitting {
  const { validation, signal, checkpointEvery } = options;
  const yieldToEventLoop = yielder();
  let at = options.resume ? { ...options.resume, identity } : startOf(run, identity);
  let stopped: StopReason = 'completed';
  /** The variables that the last epoch was evaluated with, until the next step. */
  let latest: ModelVariables | undefined;
  while (at.epoch <= run.epochs && stopped === 'completed') {
    const start = performance.now();
    const before = at.totals.weight;
    const ended = yield* trainEpoch(run, at, { signal, checkpointEvery, yieldToEventLoop });
    if (isLeft(ended)) return ended;
    at = ended.right.at;
    latest = undefined;
    if (ended.right.interrupted) {
      stopped = 'interrupted';
      break;
    }

    const fresh = at.totals.weight - before;
    const judged = await judgeEpoch(run, at, { validation, start, fresh, yieldToEventLoop });
    if (isLeft(judged)) return yield* failed(judged.left);
    latest = judged.right.variables;
    yield { kind: 'epoch', ...judged.right.report };

    const followed = followEpoch(run, at, judged.right);
    at = followed.at;
    yield* followed.events;
    if (followed.isLast) stopped = 'earlyStopping';
    else if (checkpointEvery === 'epoch') yield { kind: 'checkpoint', checkpoint: at };
    await yieldToEventLoop();
  }
  const last = latest;
  return yield* result(run, at, {
    stopped,
    variables: async () => last ?? run.keep(at.training, yieldToEventLoop),
  });
}

/** The run's end: the parameters of the best epoch if early stopping kept them, else the last ones. */
async function* result(
  { objective, stepsPerEpoch }: Run,
  { watch, history }: Checkpoint,
  {
    stopped,
    variables,
  }: {
    readonly stopped: StopReason;
    /** The variables of the last epoch. */
    readonly variables: () => Promise<ModelVariables>;
  },
): AnyFitting {
  const best = watch?.best;
  const epoch = best?.epoch ?? history.length;
  const ended = await guarded(
    { epoch, step: epoch * stepsPerEpoch },
    async () => best?.candidate ?? variables(),
  );
  if (isLeft(ended)) return yield* failed(ended.left);
  yield { kind: 'stop', reason: stopped, epoch };
  const { params, state } = ended.right;
  return right({ network: objective.network, params, state, epoch, stopped, history });
}
