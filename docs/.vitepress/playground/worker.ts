import { softmax, type Tensor, tensor } from '@puregrad/tensors';
import { type EpochReport, fit, predictor } from '@puregrad/trainer';
import { buildNetwork, buildOptimizer } from './build.ts';
import { gridOf, loadData } from './data.ts';
import type { Answer, LayerGradient, Request } from './messages.ts';
import type { Settings } from './settings.ts';

const SIDE = 48;
const grid = gridOf(SIDE);
/** Maps are drawn not more often than so. */
const MAP_EVERY_MS = 150;

const post = (answer: Answer): void => self.postMessage(answer);

let stop = new AbortController();
/** What a drawn digit is judged by: the best so far. */
let judge: ((x: Tensor) => Tensor) | undefined;

const gradientsOf = ({ layers }: EpochReport): readonly LayerGradient[] =>
  layers
    .filter(({ parameters }) => parameters > 0)
    .map(({ name, gradientNorm, parameters }) => ({
      name,
      size: gradientNorm / Math.sqrt(parameters),
    }));

/** The engine that the settings ask for; undefined for the default one. */
const engineOf = async ({ engine }: Settings) => {
  if (engine === 'wasm') return undefined;
  const { gpuEngine } = await import('@puregrad/tensors/gpu');
  const made = await gpuEngine({ mode: engine })();
  if (made._tag === 'Left') throw new Error(made.left.message);
  return made.right;
};

const train = async (settings: Settings): Promise<void> => {
  stop.abort();
  stop = new AbortController();
  const { signal } = stop;
  const engine = await engineOf(settings);
  try {
    await trainOn(engine, settings, signal);
  } finally {
    engine?.close();
  }
};

const trainOn = async (
  engine: Awaited<ReturnType<typeof engineOf>>,
  settings: Settings,
  signal: AbortSignal,
): Promise<void> => {
  const { train: data, test, classes } = await loadData(settings.data, settings.seed);
  const isToy = settings.data !== 'digits';
  const network = buildNetwork(settings, data.x.shape[1]!, classes);
  const predict = predictor({ network });
  const run = fit({
    network,
    optimizer: buildOptimizer(settings),
    train: data,
    validation: test,
    epochs: settings.epochs,
    batchSize: settings.batchSize,
    seed: settings.seed,
    checkpointEvery: 'epoch',
    observeEvery: 10,
    signal,
    ...(engine && { engine }),
  });
  let drawn = 0;
  let start = performance.now();
  for (;;) {
    const next = await run.next();
    if (next.done) {
      if (next.value._tag === 'Left') throw new Error(next.value.left.message);
      const variables = next.value.right;
      judge = (x) => softmax(predict(variables, x));
      if (isToy) postMap(predict(variables, grid));
      return;
    }
    const event = next.value;
    if (event.kind === 'start')
      post({
        kind: 'start',
        engine: settings.engine,
        parameters: event.parameters,
        ...(isToy
          ? { points: { x: Float32Array.from(data.x.data), labels: [...data.y.data] } }
          : {}),
      });
    if (event.kind === 'checkpoint') {
      const { optimizer, layers } = event.checkpoint.training;
      if (engine !== undefined) continue;
      const variables = { params: optimizer.params, state: layers };
      judge = (x) => softmax(predict(variables, x));
      if (isToy && performance.now() - drawn > MAP_EVERY_MS) {
        postMap(predict(variables, grid));
        drawn = performance.now();
      }
    }
    if (event.kind === 'epoch') {
      post({
        kind: 'epoch',
        epoch: event.epoch,
        loss: event.training.loss,
        testLoss: event.validation!.loss,
        accuracy: event.validation!.metrics.accuracy!,
        gradients: gradientsOf(event),
        milliseconds: performance.now() - start,
      });
      start = performance.now();
    }
  }
};

const postMap = (logits: Tensor): void => {
  const shares = softmax(logits).data;
  post({
    kind: 'map',
    side: SIDE,
    values: Float32Array.from({ length: SIDE * SIDE }, (_, i) => shares[2 * i + 1]!),
  });
};

self.addEventListener('message', async ({ data: request }: MessageEvent<Request>) => {
  if (request.kind === 'stop') return stop.abort();
  if (request.kind === 'predict') {
    const shares = judge?.(tensor(request.pixels, { shape: [1, request.pixels.length] }));
    return post({ kind: 'digit', probabilities: shares === undefined ? [] : [...shares.data] });
  }
  try {
    await train(request.settings);
    post({ kind: 'end' });
  } catch (error) {
    post({ kind: 'end', problem: (error as Error).message });
  }
});
