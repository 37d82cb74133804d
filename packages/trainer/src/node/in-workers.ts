import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import type { Evaluate } from '../search/search.ts';
import { ThreadPool } from './thread-pool.ts';

export interface InWorkersOptions {
  /** The number of threads, and so of concurrent trials; one for each processor by default. */
  readonly workers?: number;
  /** The export of the module to call, as `(config, budget) => value`; `evaluate` by default. */
  readonly name?: string;
}

/** An `evaluate` for `search` that runs trials in other threads. */
export interface WorkerEvaluate<C> extends Evaluate<C> {
  /** Ends the threads, and rejects the trials that still run. */
  readonly close: () => Promise<void>;
}

/**
 * Runs trials in worker threads: each thread imports the module once and has one trial at a time.
 * Configs are transferred by structured clone, so they hold plain data, not functions or tensors. Threads
 * start when they are needed. Aborting a trial ends its thread, even if the trial never yields. Idle threads
 * do not keep the process alive; `close` ends them.
 *
 * A trial is rejected if the module throws (with its message) or if the thread ends.
 *
 * @param moduleUrl a `file:` URL: `new URL('./trial.js', import.meta.url)`.
 * @throws ArgumentError if `workers` is not an integer of at least 1.
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
    throw new ArgumentError(`inWorkers: workers must be an integer from 1, got ${workers}`);
  const pool = new ThreadPool(
    workers,
    () => new Worker(THREAD, { eval: true, workerData: { url: `${moduleUrl}`, name } }),
  );
  let isClosed = false;
  const evaluate: Evaluate<C> = async (config, budget, signal) => {
    if (isClosed) throw new Error('inWorkers: closed; call inWorkers again');
    return pool.run({ config, budget }, signal);
  };
  const close = (): Promise<void> => {
    isClosed = true;
    return pool.close(new Error('inWorkers: closed while trials ran'));
  };
  return Object.assign(evaluate, { close });
};

/** The program of a thread as text, so that bundlers need not find another file. It replies with an `Answer`. */
const THREAD = `
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
    if (typeof value !== 'number') throw new Error("inWorkers: '" + name + "' must return a number, got " + typeof value);
    parentPort.postMessage({ value });
  } catch (error) {
    parentPort.postMessage({ message: error instanceof Error ? error.message : String(error) });
  }
});
`;
