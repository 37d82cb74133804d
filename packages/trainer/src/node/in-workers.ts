import type { Evaluate } from '../search/search.ts';
import { threadsFor } from './threads-for.ts';

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
  const { call, close, name } = threadsFor('inWorkers', moduleUrl, options, 'evaluate');
  const evaluate: Evaluate<C> = async (config, budget, signal) => {
    const value = await call([config, budget], signal);
    if (typeof value !== 'number')
      throw new Error(`inWorkers: '${name}' must return a number, got ${typeof value}`);
    return value;
  };
  return Object.assign(evaluate, { close });
};
