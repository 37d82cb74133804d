import type { Worker } from 'node:worker_threads';

/** The reply of a thread to a task: a value, or the message of an error. */
export type Answer = { readonly value: unknown } | { readonly message: string };

interface Job {
  readonly task: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** A pool of threads, each with one task at a time and started when it is needed, and a queue of tasks. */
export class ThreadPool {
  readonly #size: number;
  readonly #start: () => Worker;
  readonly #operation: string;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Job>();
  readonly #waiting: Job[] = [];
  readonly #ending = new Set<Promise<unknown>>();

  /** @param operation begins the messages of errors. */
  constructor(size: number, start: () => Worker, operation: string) {
    this.#size = size;
    this.#start = start;
    this.#operation = operation;
  }

  /** Runs a task. Aborting it removes it from the queue, or ends its thread. */
  async run(task: unknown, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    let stop = (): void => {};
    try {
      return await new Promise<unknown>((resolve, reject) => {
        const job: Job = { task, resolve, reject };
        stop = () => this.#cancel(job, signal.reason);
        signal.addEventListener('abort', stop);
        this.#waiting.push(job);
        this.#startNext();
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Ends all threads, and rejects all tasks. */
  async close(reason: Error): Promise<void> {
    for (const job of this.#waiting.splice(0)) job.reject(reason);
    for (const worker of [...this.#busy.keys(), ...this.#idle]) this.#end(worker, reason);
    await Promise.all(this.#ending);
  }

  #startNext(): void {
    while (this.#busy.size < this.#size && this.#waiting.length > 0) {
      const job = this.#waiting.shift()!;
      const worker = this.#idle.pop() ?? this.#spawn();
      this.#busy.set(worker, job);
      worker.ref();
      try {
        worker.postMessage(job.task);
      } catch (error) {
        // The task cannot be cloned, and the thread has not received it.
        job.reject(error);
        this.#free(worker);
      }
    }
  }

  #spawn(): Worker {
    const worker = this.#start();
    worker.on('message', (answer: Answer) => this.#settle(worker, answer));
    worker.on('error', (error) => this.#end(worker, error));
    worker.on('exit', (code) =>
      this.#end(
        worker,
        new Error(`${this.#operation}: the thread ended with code ${code} before its trial did`),
      ),
    );
    return worker;
  }

  #settle(worker: Worker, answer: Answer): void {
    const job = this.#busy.get(worker);
    // The task was aborted while its reply was in transit.
    if (job === undefined) return;
    this.#free(worker);
    if ('message' in answer) job.reject(new Error(answer.message));
    else job.resolve(answer.value);
    this.#startNext();
  }

  #free(worker: Worker): void {
    this.#busy.delete(worker);
    this.#idle.push(worker);
    worker.unref();
  }

  /** Removes a thread from the pool, ends it if it still runs, and rejects its task. */
  #end(worker: Worker, reason: unknown): void {
    this.#busy.get(worker)?.reject(reason);
    this.#busy.delete(worker);
    if (this.#idle.includes(worker)) this.#idle.splice(this.#idle.indexOf(worker), 1);
    const end = worker.terminate();
    this.#ending.add(end);
    void end.finally(() => this.#ending.delete(end));
    this.#startNext();
  }

  #cancel(job: Job, reason: unknown): void {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
      job.reject(reason);
      return;
    }
    for (const [worker, current] of this.#busy) if (current === job) this.#end(worker, reason);
  }
}
