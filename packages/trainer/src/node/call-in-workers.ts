import type { InWorkersOptions } from './in-workers.ts';
import { threadsFor } from './threads-for.ts';

/** A function that runs in other threads. */
export interface WorkerCall<A extends readonly unknown[], R> {
  (given: A, signal: AbortSignal): Promise<R>;
  /** Ends the threads, and rejects the calls that still run. */
  readonly close: () => Promise<void>;
}

/**
 * Runs calls of a module's function in worker threads, as `inWorkers` runs trials: each thread imports the module
 * once and has one call at a time. Arguments and results are transferred by structured clone, so they hold plain data,
 * not functions or tensors. Aborting a call ends its thread. Idle threads do not keep the process alive; `close` ends
 * them.
 *
 * A call is rejected if the function throws (with its message) or if the thread ends.
 *
 * @param moduleUrl a `file:` URL: `new URL('./fold.js', import.meta.url)`.
 * @param options `name` is `run` by default.
 * @throws ArgumentError if `workers` is not an integer of at least 1.
 * @example
 * ```ts
 * import { callInWorkers } from '@puregrad/trainer/node';
 * // fold.js: export const run = async (fold) => …the metrics of the fold
 * const run = callInWorkers<[number], object>('file:///home/me/fold.js', { workers: 2 });
 * const { signal } = new AbortController();
 * // await Promise.all([0, 1, 2, 3, 4].map((fold) => run([fold], signal)));
 * await run.close();
 * ```
 */
export const callInWorkers = <A extends readonly unknown[], R>(
  moduleUrl: string | URL,
  options: InWorkersOptions = {},
): WorkerCall<A, R> => {
  const { call, close } = threadsFor('callInWorkers', moduleUrl, options, 'run');
  return Object.assign((given: A, signal: AbortSignal) => call(given, signal) as Promise<R>, {
    close,
  });
};
