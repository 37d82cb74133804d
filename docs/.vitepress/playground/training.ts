import { type Engine, softmax, type Tensor } from '@puregrad/tensors';
import { type EpochReport, fit, predictor } from '@puregrad/trainer';
import { buildNetwork, buildOptimizer } from './build.ts';
import { gridOf, loadData } from './data.ts';
import type { Answer, LayerGradient } from './messages.ts';
import type { Settings } from './settings.ts';

/** A training's start, its epochs, and the model after each of them. */
export type Progress =
  | Extract<Answer, { readonly kind: 'start' | 'epoch' }>
  /** Probabilities of the classes, `[n, classes]`, for inputs `[n, features]`. */
  | { readonly kind: 'model'; readonly isFinal: boolean; readonly predict: (x: Tensor) => Tensor };

export interface TrainingOptions {
  readonly signal?: AbortSignal;
  /** The default engine if there is none. */
  readonly engine?: Engine<'later'>;
}

/** Trains the network that the settings describe. */
export async function* training(
  settings: Settings,
  { signal, engine }: TrainingOptions = {},
): AsyncGenerator<Progress, void> {
  const { train, test, classes } = await loadData(settings.data, settings.seed);
  const network = buildNetwork(settings, train.x.shape[1]!, classes);
  const logits = predictor({ network });
  const run = fit({
    network,
    optimizer: buildOptimizer(settings),
    train,
    validation: test,
    epochs: settings.epochs,
    batchSize: settings.batchSize,
    seed: settings.seed,
    checkpointEvery: 'epoch',
    observeEvery: 10,
    ...(signal && { signal }),
    ...(engine && { engine }),
  });
  const model = (variables: Parameters<typeof logits>[0], isFinal = false): Progress => ({
    kind: 'model',
    isFinal,
    predict: (x) => softmax(logits(variables, x)),
  });
  let start = performance.now();
  for (;;) {
    const next = await run.next();
    if (next.done) {
      if (next.value._tag === 'Left') throw new Error(next.value.left.message);
      yield model(next.value.right, true);
      return;
    }
    const event = next.value;
    if (event.kind === 'start') {
      const { parameters } = event;
      const points = { x: Float32Array.from(train.x.data), labels: [...train.y.data] };
      yield {
        kind: 'start',
        engine: settings.engine,
        parameters,
        ...(classes === 2 && { points }),
      };
    }
    // A model on a graphics processor is read at the end only.
    if (event.kind === 'checkpoint' && engine === undefined) {
      const { optimizer, layers } = event.checkpoint.training;
      yield model({ params: optimizer.params, state: layers });
    }
    if (event.kind === 'epoch') {
      yield epochOf(event, performance.now() - start);
      start = performance.now();
    }
  }
}

const epochOf = (report: EpochReport, milliseconds: number): Progress => ({
  kind: 'epoch',
  epoch: report.epoch,
  loss: report.training.loss,
  testLoss: report.validation!.loss,
  accuracy: report.validation!.metrics.accuracy!,
  gradients: gradientsOf(report),
  milliseconds,
});

const gradientsOf = ({ layers }: EpochReport): readonly LayerGradient[] =>
  layers
    .filter(({ parameters }) => parameters > 0)
    .map(({ name, gradientNorm, parameters }) => ({
      name,
      size: gradientNorm / Math.sqrt(parameters),
    }));

/** The probability of class 1 at each square of a map of the plane. */
export const mapOf = (predict: (x: Tensor) => Tensor, side: number): Float32Array => {
  const shares = predict(gridOf(side)).data;
  return Float32Array.from({ length: side * side }, (_, i) => shares[2 * i + 1]!);
};
