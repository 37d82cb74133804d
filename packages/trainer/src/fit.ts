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
import { evaluator, type ModelVariables, readScalars, weightedMeans } from './evaluate.ts';
import type { EpochReport, StopReason, TrainingEvent } from './events.ts';
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

const monitored = (report: EpochReport, monitor: string): number => {
  const { loss, metrics } = report.validation ?? report.training;
  const value = monitor === 'loss' ? loss : metrics[monitor];
  if (value === undefined)
    throw new ArgumentError(
      `fit: monitor '${monitor}' is neither 'loss' nor a metric; metrics are ${Object.keys(metrics).join(', ') || 'none'}`,
    );
  return value;
};

const requirePositive = (name: string, value: number): void => {
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(`fit: ${name} must be an integer from 1, got ${value}`);
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
  const { epochs = 10, batchSize = 64, monitor = 'loss', seed = 0, stop, signal } = options;
  requirePositive('epochs', epochs);
  requirePositive('batchSize', batchSize);
  const { network, optimizer, train, validation, engine } = options;
  const objective: Objective = {
    network,
    loss: options.loss ?? sparseSoftmaxCrossEntropy,
    metrics: options.metrics ?? (options.loss === undefined ? { accuracy } : {}),
  };
  if (monitor !== 'loss' && !(monitor in objective.metrics))
    throw new ArgumentError(
      `fit: monitor '${monitor}' is neither 'loss' nor a metric; metrics are ${Object.keys(objective.metrics).join(', ') || 'none'}`,
    );

  for (const [name, data] of Object.entries({ training: train, validation })) {
    const checked = data && checkData(network, data, name);
    if (checked && isLeft(checked)) {
      yield { kind: 'failure', failure: checked.left };
      return checked;
    }
  }

  const onEngine = engine === undefined ? {} : { engine };
  const step = compile(trainingStep(objective, optimizer), onEngine);
  const evaluate = evaluator(objective, onEngine);
  const breathe = breather();
  const [init, shuffle, steps] = split(key(seed), 3);
  const examples = train.x.shape[0] as number;
  yield {
    kind: 'start',
    parameters: summary(network).parameters,
    examples,
    epochs,
    stepsPerEpoch: Math.ceil(examples / batchSize),
  };

  let state = initialState(objective, optimizer, { init, steps });
  let watch = stop?.init<ModelVariables>();
  const history: EpochReport[] = [];
  let stopped: StopReason = 'completed';

  for (let epoch = 1; epoch <= epochs && stopped === 'completed'; epoch++) {
    const means = weightedMeans();
    const start = performance.now();
    let stepInEpoch = 0;
    for (const indices of batches(examples, batchSize, { key: foldIn(shuffle, epoch) })) {
      const [next, report] = step(state, train, indices);
      const evaluation = readScalars(report);
      const gradientNorm = report.gradientNorm.item();
      if (!Number.isFinite(evaluation.loss) || !Number.isFinite(gradientNorm)) {
        const failure = locateFailure(objective, state, train, indices, epoch);
        yield { kind: 'failure', failure };
        return left(failure);
      }
      state = next;
      means.add(evaluation, indices.size);
      stepInEpoch++;
      yield {
        kind: 'step',
        epoch,
        step: state.optimizer.step.item(),
        stepInEpoch,
        examples: indices.size,
        loss: evaluation.loss,
        gradientNorm,
      };
      await breathe();
      if (signal?.aborted) {
        stopped = 'interrupted';
        break;
      }
    }
    if (stopped === 'interrupted') break;

    const seconds = (performance.now() - start) / 1000;
    const report: EpochReport = {
      epoch,
      training: means.result(),
      ...(validation === undefined ? {} : { validation: evaluate(variablesOf(state), validation) }),
      seconds,
      examplesPerSecond: examples / seconds,
    };
    history.push(report);
    yield { kind: 'epoch', ...report };
    if (stop !== undefined && watch !== undefined) {
      const value = monitored(report, monitor);
      const [next, verdict] = stop.update(watch, { epoch, value, candidate: variablesOf(state) });
      watch = next;
      if (verdict === 'improved') yield { kind: 'improvement', epoch, monitor, value };
      if (verdict === 'stop') stopped = 'earlyStopping';
    }
    await breathe();
  }

  const best = watch?.best;
  const epoch = best?.epoch ?? history.length;
  yield { kind: 'stop', reason: stopped, epoch };
  return right({ network, ...(best?.candidate ?? variablesOf(state)), epoch, stopped, history });
}
