import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ArgumentError } from '@puregrad/tensors';
import { checkOptions } from '@puregrad/tensors/interpreters';
import { ThreadPool } from './thread-pool.ts';

/** Threads that call a function of a module. */
export interface Threads {
  /** The name of the function. */
  readonly name: string;
  readonly call: (given: readonly unknown[], signal: AbortSignal) => Promise<unknown>;
  /** Ends the threads, and rejects the calls that still run. */
  readonly close: () => Promise<void>;
}

/** @throws ArgumentError, in the name of `operation`, if `workers` is not an integer of at least 1. */
export const threadsFor = (
  operation: string,
  moduleUrl: string | URL,
  options: { readonly workers?: number; readonly name?: string },
  usualName: string,
): Threads => {
  const { workers = availableParallelism(), name = usualName } = checkOptions(operation, options, {
    workers: 'number?',
    name: 'string?',
  });
  if (!(Number.isInteger(workers) && workers >= 1))
    throw new ArgumentError(`${operation}: workers must be an integer from 1, got ${workers}`);
  const pool = new ThreadPool(
    workers,
    () => new Worker(THREAD, { eval: true, workerData: { operation, url: `${moduleUrl}`, name } }),
    operation,
  );
  let isClosed = false;
  return {
    name,
    call: async (given, signal) => {
      if (isClosed) throw new Error(`${operation}: closed; call ${operation} again`);
      return pool.run(given, signal);
    },
    close: () => {
      isClosed = true;
      return pool.close(new Error(`${operation}: closed while trials ran`));
    },
  };
};

/** The program of a thread as text, so that bundlers need not find another file. It replies with an `Answer`. */
const THREAD = `
const { parentPort, workerData: { operation, url, name } } = require('node:worker_threads');
const load = async () => {
  const { [name]: run } = await import(url);
  if (typeof run !== 'function') throw new Error(operation + ": '" + url + "' exports no function '" + name + "'");
  return run;
};
let loaded;
parentPort.on('message', async (given) => {
  try {
    const run = await (loaded ??= load());
    parentPort.postMessage({ value: await run(...given) });
  } catch (error) {
    parentPort.postMessage({ message: error instanceof Error ? error.message : String(error) });
  }
});
`;
