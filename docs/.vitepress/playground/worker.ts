import { type Tensor, tensor } from '@puregrad/tensors';
import type { Answer, Request } from './messages.ts';
import type { Settings } from './settings.ts';
import { mapOf, training } from './training.ts';

/** Squares along each side of a map. */
const SIDE = 48;
/** The least time between two maps. */
const MAP_EVERY_MS = 150;

const post = (answer: Answer): void => self.postMessage(answer);

let stop = new AbortController();
/** The latest model, which recognizes drawn digits. */
let predict: ((x: Tensor) => Tensor) | undefined;

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
  let drawn = 0;
  try {
    for await (const progress of training(settings, { signal, ...(engine && { engine }) })) {
      if (progress.kind !== 'model') {
        post(progress);
        continue;
      }
      ({ predict } = progress);
      if (settings.data === 'digits') continue;
      if (!progress.isFinal && performance.now() - drawn < MAP_EVERY_MS) continue;
      post({ kind: 'map', side: SIDE, values: mapOf(predict, SIDE) });
      drawn = performance.now();
    }
  } finally {
    engine?.close();
  }
};

self.addEventListener('message', async ({ data: request }: MessageEvent<Request>) => {
  if (request.kind === 'stop') return stop.abort();
  if (request.kind === 'predict') {
    const shares = predict?.(tensor(request.pixels, { shape: [1, request.pixels.length] }));
    return post({ kind: 'digit', probabilities: shares === undefined ? [] : [...shares.data] });
  }
  try {
    await train(request.settings);
    post({ kind: 'end' });
  } catch (error) {
    post({ kind: 'end', problem: (error as Error).message });
  }
});
