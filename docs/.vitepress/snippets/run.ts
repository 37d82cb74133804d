import type { Message } from './messages.ts';

/** A running snippet. */
export interface Running {
  readonly stop: () => void;
}

/** Longer than every snippet of this site; ends endless loops. */
const LIMIT_MS = 60_000;

/** An idle worker, loaded in advance for the next run. */
let spare: Worker | undefined;

const newWorker = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });

export const prepare = (): void => {
  spare ??= newWorker();
};

/** Runs code in a new worker, which ends with the run. */
export const run = (code: string, onMessage: (message: Message) => void): Running => {
  const worker = spare ?? newWorker();
  spare = undefined;
  const end = (text?: string): void => {
    clearTimeout(limit);
    worker.terminate();
    if (text !== undefined) onMessage({ kind: 'text', text, isError: true });
    if (text !== undefined) onMessage({ kind: 'done', milliseconds: 0 });
  };
  const limit = setTimeout(() => end(`stopped after ${LIMIT_MS / 1000} seconds`), LIMIT_MS);
  worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    onMessage(data);
    if (data.kind === 'done') end();
  });
  worker.addEventListener('error', (event) => end(event.message || 'the worker could not start'));
  worker.postMessage(code);
  return { stop: () => end('stopped') };
};
