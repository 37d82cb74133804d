import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Evaluate } from '../search/search.ts';

export interface InWorkersOptions {
  /** How many threads, and so trials at once; one for each processor by default. */
  readonly workers?: number;
  /** Which of the module's exports to call, as `(config, budget) => value`; `evaluate` by default. */
  readonly name?: string;
}

/** An `evaluate` for `search` that runs elsewhere. */
export interface WorkerEvaluate<C> extends Evaluate<C> {
  /** Ends the threads; trials that still run are rejected. */
  readonly close: () => Promise<void>;
}

/**
 * Runs trials in worker threads: each thread imports the module once and has one trial at a time.
 * Configs travel by structured clone, so they hold plain data, no functions or tensors. Threads start
 * when they are needed. An aborted trial ends its thread, even one that never yields. Idle threads
 * don't keep the process alive; `close` ends them.
 *
 * What the module throws, or an end of its thread, rejects with its message.
 *
 * @param moduleUrl a `file:` URL: `new URL('./trial.js', import.meta.url)`.
 * @throws ArgumentError for workers that are no whole number from 1.
 * @example
 * ```ts
 * import { logUniform, randomSearch, search } from '@puregrad/trainer/search';
 * import { inWorkers } from '@puregrad/trainer/node';
 * // trial.js: export const evaluate = async ({ lambda }, epochs) => …the validation loss
 * const strategy = randomSearch({ lambda: logUniform(1e-5, 1) }, { trials: 20, seed: 1 });
 * const evaluate = inWorkers<{ lambda: number }>('file:///home/me/trial.js', { workers: 2 });
 * const events = search({ strategy, evaluate, concurrency: 2 });
 * // for await (const event of events) …
 * await evaluate.close();
 * ```
 */
export const inWorkers = <C>(
  moduleUrl: string | URL,
  options: InWorkersOptions = {},
): WorkerEvaluate<C> => {
  const { workers = availableParallelism(), name = 'evaluate' } = checkOptions(
    'inWorkers',
    options,
    { workers: 'number?', name: 'string?' },
  );
  if (!(Number.isInteger(workers) && workers >= 1))
    throw new ArgumentError(`inWorkers: workers is a whole number from 1, got ${workers}`);
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  const waiting: Job[] = [];
  const ending = new Set<Promise<unknown>>();
  let isClosed = false;

  const startNext = (): void => {
    while (busy.size < workers && waiting.length > 0) {
      const job = waiting.shift()!;
      const worker = idle.pop() ?? spawn();
      busy.set(worker, job);
      worker.ref();
      try {
        worker.postMessage(job.task);
      } catch (error) {
        // The config cannot be cloned; the thread has not heard of it.
        job.reject(error);
        release(worker);
      }
    }
  };

  const release = (worker: Worker): void => {
    busy.delete(worker);
    idle.push(worker);
    worker.unref();
  };

  /** A thread that is gone, or has to go. */
  const lose = (worker: Worker, reason: unknown): void => {
    busy.get(worker)?.reject(reason);
    busy.delete(worker);
    if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    const end = worker.terminate();
    ending.add(end);
    void end.finally(() => ending.delete(end));
    startNext();
  };

  const spawn = (): Worker => {
    const worker = new Worker(WORKER, { eval: true, workerData: { url: `${moduleUrl}`, name } });
    worker.on('message', (answer: Answer) => {
      const job = busy.get(worker);
      // Aborted while the answer was on its way.
      if (job === undefined) return;
      release(worker);
      if ('message' in answer) job.reject(new Error(answer.message));
      else job.resolve(answer.value);
      startNext();
    });
    worker.on('error', (error) => lose(worker, error));
    worker.on('exit', (code) =>
      lose(worker, new Error(`inWorkers: the thread ended with code ${code} before its trial did`)),
    );
    return worker;
  };

  const cancel = (job: Job, reason: unknown): void => {
    const place = waiting.indexOf(job);
    if (place >= 0) {
      waiting.splice(place, 1);
      job.reject(reason);
      return;
    }
    for (const [worker, current] of busy) if (current === job) lose(worker, reason);
  };

  const evaluate: Evaluate<C> = async (config, budget, signal) => {
    if (isClosed) throw new Error('inWorkers: closed; call inWorkers again');
    signal.throwIfAborted();
    let stop = (): void => {};
    try {
      return await new Promise<number>((resolve, reject) => {
        const job: Job = { task: { config, budget }, resolve, reject };
        stop = () => cancel(job, signal.reason);
        signal.addEventListener('abort', stop);
        waiting.push(job);
        startNext();
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };

  const close = async (): Promise<void> => {
    isClosed = true;
    const reason = new Error('inWorkers: closed while trials ran');
    for (const job of waiting.splice(0)) job.reject(reason);
    for (const worker of [...busy.keys(), ...idle]) lose(worker, reason);
    await Promise.all(ending);
  };

  return Object.assign(evaluate, { close });
};

interface Job {
  readonly task: { readonly config: unknown; readonly budget: number };
  readonly resolve: (value: number) => void;
  readonly reject: (reason: unknown) => void;
}

type Answer = { readonly value: number } | { readonly message: string };

/** What a thread runs; as text, so that bundlers need not find one more file. */
const WORKER = `
const { parentPort, workerData: { url, name } } = require('node:worker_threads');
const load = async () => {
  const { [name]: run } = await import(url);
  if (typeof run !== 'function') throw new Error("inWorkers: '" + url + "' exports no function '" + name + "'");
  return run;
};
let loaded;
parentPort.on('message', async ({ config, budget }) => {
  try {
    const run = await (loaded ??= load());
    const value = await run(config, budget);
    if (typeof value !== 'number') throw new Error("inWorkers: '" + name + "' must give a number, got " + typeof value);
    parentPort.postMessage({ value });
  } catch (error) {
    parentPort.postMessage({ message: error instanceof Error ? error.message : String(error) });
  }
});
`;
