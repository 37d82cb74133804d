import { batches, type Dataset } from '@puregrad/data';
import { type Network, summary } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy } from '@puregrad/metrics';
import type { Optimizer } from '@puregrad/optimizers';
import type { EarlyStopping } from '@puregrad/regularizers';
import { ArgumentError, compile, type Engine, foldIn, key, split } from '@puregrad/tensors';
import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js';
import { breather } from './breathe.ts';
import { checkData } from './check-data.ts';
import { type Checkpoint, identityOf, type RunIdentity, requireSameRun } from './checkpoint.ts';
import type { EpochReport } from './epoch-report.ts';
import {
  addTo,
  evaluator,
  type ModelVariables,
  meansOf,
  noTotals,
  readScalars,
} from './evaluate.ts';
import type { StopReason, TrainingEvent } from './events.ts';
import type { TrainingFailure } from './failure.ts';
import { locateFailure } from './locate-failure.ts';
import type { Loss, Metrics, Objective } from './objective.ts';
import { initialState, type TrainingState, trainingStep } from './training-step.ts';

export interface FitOptions {
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly train: Dataset;
  /** Judged after each epoch, never trained on. */
  readonly validation?: Dataset;
  /** Sparse softmax cross entropy by default: integer labels, one logit a class. */
  readonly loss?: Loss;
  /** Accuracy by default where the loss is the default one, else none. */
  readonly metrics?: Metrics;
  /** 10 by default. */
  readonly epochs?: number;
  /** 64 by default; the last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /** When to stop early; the result then holds the best epoch's parameters, else the last's. */
  readonly stop?: EarlyStopping;
  /** What `stop` watches: `loss` (the default) or a metric, of the validation data if there are any. */
  readonly monitor?: string;
  /** Decides initialization, shuffling and dropout; 0 by default. */
  readonly seed?: number;
  /** Ends the run after the step under way; the result is what a stop at that point gives. */
  readonly signal?: AbortSignal;
  /** How often to yield a `checkpoint` event: every so many steps, or after each epoch; never. */
  readonly checkpointEvery?: number | 'epoch';
  /** Go on from here, as if the run had never stopped; the other options must be the same. */
  readonly resume?: Checkpoint;
  readonly engine?: Engine;
}

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

const variablesOf = (state: TrainingState): ModelVariables => ({
  params: state.optimizer.params,
  state: state.layers,
});

const monitored = ({ training, validation }: EpochReport, monitor: string): number => {
  const { loss, metrics } = validation ?? training;
  return monitor === 'loss' ? loss : (metrics[monitor] as number);
};

const requirePositive = (name: string, value: number): void => {
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(`fit: ${name} must be an integer from 1, got ${value}`);
};

/** The options with their defaults, checked. */
const resolve = (options: FitOptions) => {
  const { network, loss, monitor = 'loss', checkpointEvery } = options;
  const objective: Objective = {
    network,
    loss: loss ?? sparseSoftmaxCrossEntropy,
    metrics: options.metrics ?? (loss === undefined ? { accuracy } : {}),
  };
  const { epochs = 10, batchSize = 64, seed = 0 } = options;
  requirePositive('epochs', epochs);
  requirePositive('batchSize', batchSize);
  if (typeof checkpointEvery === 'number') requirePositive('checkpointEvery', checkpointEvery);
  if (monitor !== 'loss' && !(monitor in objective.metrics))
    throw new ArgumentError(
      `fit: monitor '${monitor}' is neither 'loss' nor a metric; metrics are ${Object.keys(objective.metrics).join(', ') || 'none'}`,
    );
  return { ...options, objective, epochs, batchSize, seed, monitor };
};

/** What makes the run impossible before it starts. */
const findProblem = (options: FitOptions, identity: RunIdentity): TrainingFailure | undefined => {
  const { network, train, validation, resume } = options;
  for (const [name, data] of Object.entries({ training: train, validation })) {
    const checked = data && checkData(network, data, name);
    if (checked && isLeft(checked)) return checked.left;
  }
  const same = resume && requireSameRun(resume, identity);
  return same && isLeft(same) ? same.left : undefined;
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
  const { objective, epochs, batchSize, seed, monitor, ...rest } = resolve(options);
  const { network, optimizer, train, validation, stop, signal, checkpointEvery } = rest;
  const examples = train.x.shape[0] as number;
  const identity = identityOf(network, { seed, batchSize, examples });
  const problem = findProblem(options, identity);
  if (problem !== undefined) {
    yield { kind: 'failure', failure: problem };
    return left(problem);
  }

  const onEngine = rest.engine === undefined ? {} : { engine: rest.engine };
  const step = compile(trainingStep(objective, optimizer), onEngine);
  const evaluate = evaluator(objective, onEngine);
  const breathe = breather();
  const [init, shuffle, steps] = split(key(seed), 3);
  const stepsPerEpoch = Math.ceil(examples / batchSize);
  const { parameters } = summary(network);
  yield { kind: 'start', parameters, examples, epochs, stepsPerEpoch };

  let at: Checkpoint = rest.resume ?? {
    identity,
    training: initialState(objective, optimizer, { init, steps }),
    epoch: 1,
    batch: 0,
    totals: noTotals,
    watch: stop?.init(),
    history: [],
  };
  let stopped: StopReason = 'completed';

  while (at.epoch <= epochs && stopped === 'completed') {
    const { epoch } = at;
    const start = performance.now();
    const before = at.totals.weight;
    const order = batches(examples, batchSize, { key: foldIn(shuffle, epoch) });
    for (const indices of order.slice(at.batch)) {
      const [training, report] = step(at.training, train, indices);
      const evaluation = readScalars(report);
      const gradientNorm = report.gradientNorm.item();
      if (!Number.isFinite(evaluation.loss) || !Number.isFinite(gradientNorm)) {
        const failure = locateFailure(objective, at.training, train, indices, epoch);
        yield { kind: 'failure', failure };
        return left(failure);
      }
      const totals = addTo(at.totals, evaluation, indices.size);
      at = { ...at, training, totals, batch: at.batch + 1 };
      const done = (epoch - 1) * stepsPerEpoch + at.batch;
      yield {
        kind: 'step',
        epoch,
        step: done,
        stepInEpoch: at.batch,
        examples: indices.size,
        loss: evaluation.loss,
        gradientNorm,
      };
      if (typeof checkpointEvery === 'number' && done % checkpointEvery === 0)
        yield { kind: 'checkpoint', checkpoint: at };
      await breathe();
      if (signal?.aborted) {
        stopped = 'interrupted';
        break;
      }
    }
    if (stopped === 'interrupted') break;

    const variables = variablesOf(at.training);
    const seconds = (performance.now() - start) / 1000;
    const report: EpochReport = {
      epoch,
      training: meansOf(at.totals),
      ...(validation === undefined ? {} : { validation: evaluate(variables, validation) }),
      seconds,
      examplesPerSecond: (at.totals.weight - before) / seconds,
    };
    const history = [...at.history, report];
    at = { ...at, epoch: epoch + 1, batch: 0, totals: noTotals, history };
    yield { kind: 'epoch', ...report };
    if (stop !== undefined) {
      const value = monitored(report, monitor);
      const observed = { epoch, value, candidate: variables };
      const [watch, verdict] = stop.update(at.watch ?? stop.init<ModelVariables>(), observed);
      at = { ...at, watch };
      if (verdict === 'improved') yield { kind: 'improvement', epoch, monitor, value };
      if (verdict === 'stop') stopped = 'earlyStopping';
    }
    if (checkpointEvery === 'epoch' && stopped === 'completed')
      yield { kind: 'checkpoint', checkpoint: at };
    await breathe();
  }

  const best = at.watch?.best;
  const epoch = best?.epoch ?? at.history.length;
  yield { kind: 'stop', reason: stopped, epoch };
  const { params, state } = best?.candidate ?? variablesOf(at.training);
  return right({ network, params, state, epoch, stopped, history: at.history });
}
