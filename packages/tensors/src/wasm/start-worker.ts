import { WORKER_SOURCE } from './worker-source.ts';

/** A worker thread, in Node or on a page. */
export interface Thread {
  readonly terminate: () => void;
  /** Sets whether the thread keeps the process from ending. */
  readonly hold: (on: boolean) => void;
}

export interface ThreadOptions {
  readonly memory: WebAssembly.Memory;
  /** The address of the words that the team shares. */
  readonly control: number;
  readonly started: () => void;
  readonly ended: (reason: string) => void;
}

interface NodeWorker {
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void;
  ref(): void;
  unref(): void;
  terminate(): void;
}
interface WorkerThreads {
  readonly isMainThread: boolean;
  readonly Worker: new (source: string, options: object) => NodeWorker;
}
interface NodeProcess {
  getBuiltinModule?(name: 'node:worker_threads'): WorkerThreads;
  getBuiltinModule?(name: 'node:os'): { availableParallelism(): number };
}

/** Node's built-in modules, without an import that bundlers would follow. */
const node: NodeProcess | undefined = (globalThis as { process?: NodeProcess }).process;
const workerThreads = (): WorkerThreads | undefined =>
  node?.getBuiltinModule?.('node:worker_threads');

/** More threads gain little for networks of the sizes that this engine is meant for. */
const MOST_THREADS = 8;

/**
 * The number of processors, but at most 8. One in a worker thread of Node, where the other processors are likely to be
 * busy with other workers.
 */
export const defaultThreads = (): number => {
  if (workerThreads()?.isMainThread === false) return 1;
  const processors =
    node?.getBuiltinModule?.('node:os').availableParallelism() ??
    (globalThis as { navigator?: { readonly hardwareConcurrency?: number } }).navigator
      ?.hardwareConcurrency ??
    1;
  return Math.min(MOST_THREADS, processors);
};

/** Whether threads can share memory: not on a page that is not isolated from others. */
export const canShareMemory = (): boolean => typeof SharedArrayBuffer !== 'undefined';

/** Whether this thread may sleep until another wakes it: not on a page's main thread. */
export const maySleep = (): boolean => {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
};

/** @throws if workers cannot be started. */
export const startWorker = (options: ThreadOptions): Thread => {
  const threads = workerThreads();
  return threads === undefined ? startWebWorker(options) : startNodeWorker(threads, options);
};

const startNodeWorker = (
  { Worker }: WorkerThreads,
  { memory, control, started, ended }: ThreadOptions,
): Thread => {
  const worker = new Worker(WORKER_SOURCE, {
    eval: true,
    name: 'puregrad',
    execArgv: [],
    workerData: { memory, control },
  });
  worker.on('message', (text) => (text === 'started' ? started() : ended(String(text))));
  worker.on('error', (error) => ended(String(error)));
  worker.on('exit', () => ended('it was terminated'));
  worker.unref();
  return {
    terminate: () => worker.terminate(),
    hold: (on) => (on ? worker.ref() : worker.unref()),
  };
};

const startWebWorker = ({ memory, control, started, ended }: ThreadOptions): Thread => {
  const url = URL.createObjectURL(new Blob([WORKER_SOURCE], { type: 'text/javascript' }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }: { readonly data: unknown }) => {
    URL.revokeObjectURL(url);
    if (data === 'started') started();
    else ended(String(data));
  };
  worker.onerror = ({ message }: { readonly message?: string }) =>
    ended(message ?? 'it could not be started');
  worker.postMessage({ memory, control });
  return { terminate: () => worker.terminate(), hold: () => {} };
};
