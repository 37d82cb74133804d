import { DeviceError } from '../errors.ts';
import { barrierBytes } from './barrier.ts';
import type { Heap } from './heap.ts';
import type { Thread, ThreadOptions } from './start-worker.ts';
import { BARRIER_OFFSET, CONTROL, reasonIn } from './worker-source.ts';

/** A program that a team can run: its number, and the address of its module's bytes. */
export interface TeamProgram {
  readonly id: number;
  readonly module: number;
  readonly moduleBytes: number;
}

/** The calling thread and its workers, which share memory and run programs together. */
export interface Team {
  /** The largest number of threads, including the calling one. */
  readonly threads: number;
  /** The address of the words at which threads wait for each other. */
  readonly barrier: number;
  /** Starts the workers, once; jobs that come before they are ready are done without them. */
  readonly start: () => void;
  /** The number of threads, once all workers that can start have started. */
  readonly ready: () => Promise<number>;
  /**
   * Runs a part of a program with the workers that have started.
   *
   * @throws DeviceError once if a worker has ended; from then on this thread runs programs alone.
   */
  readonly run: (
    program: TeamProgram,
    part: number,
    call: (thread: number, threads: number) => void,
  ) => void;
  /** Called now and then by a thread that waits for others; throws if they will not come. */
  readonly stalled: () => void;
  /** Makes workers forget a program. */
  readonly drop: (program: number) => void;
}

/** The part of a team that its workers refer to, so that the team is collected as garbage if only they are left. */
interface State {
  /** The words that the threads share. */
  readonly words: Int32Array;
  readonly workers: Thread[];
  /** The number of workers that have started. */
  started: number;
  /** Why threads can no longer be relied on. */
  lost: string | undefined;
  isToldOfLoss: boolean;
  /** Called when a worker has started or ended. */
  changed: () => void;
}

const unused = new FinalizationRegistry<State>(({ workers }) => {
  for (const worker of workers) worker.terminate();
});

export interface TeamOptions {
  readonly threads: number;
  /** The time to wait for a worker that does not answer, in addition to the time that the work takes. */
  readonly patienceMs: number;
  readonly startWorker: (options: ThreadOptions) => Thread;
}

export const createTeam = (heap: Heap, options: TeamOptions): Team => {
  const bytes = BARRIER_OFFSET + barrierBytes(options.threads);
  const control = heap.allocate(bytes);
  const state: State = {
    words: new Int32Array(heap.memory.buffer, control, bytes / 4),
    workers: [],
    started: 0,
    lost: undefined,
    isToldOfLoss: false,
    changed: () => {},
  };
  const team = new WorkerTeam(heap.memory, control, state, options);
  unused.register(team, state);
  return team;
};

class WorkerTeam implements Team {
  readonly threads: number;
  readonly barrier: number;
  readonly #memory: WebAssembly.Memory;
  readonly #control: number;
  readonly #state: State;
  readonly #options: TeamOptions;
  /** Programs that workers have not been told to forget yet. */
  readonly #dropped: number[] = [];
  #job = 0;
  /** The time at which the job began, and at which this thread began to wait at a barrier. */
  #began = 0;
  #waiting = { generation: -1, since: 0 };
  #whenReady: Promise<number> | undefined;

  constructor(memory: WebAssembly.Memory, control: number, state: State, options: TeamOptions) {
    this.threads = options.threads;
    this.barrier = control + BARRIER_OFFSET;
    this.#memory = memory;
    this.#control = control;
    this.#state = state;
    this.#options = options;
  }

  start = (): void => {
    const state = this.#state;
    while (state.workers.length < this.threads - 1 && state.lost === undefined) {
      try {
        const place = { memory: this.#memory, control: this.#control };
        state.workers.push(this.#options.startWorker({ ...place, ...listenersOf(state) }));
      } catch (error) {
        // There are no workers here: this thread does everything.
        state.lost = String(error);
        state.isToldOfLoss = true;
      }
    }
  };

  ready = (): Promise<number> => {
    this.#whenReady ??= this.#waitForWorkers();
    return this.#whenReady;
  };

  run: Team['run'] = (program, part, call) => {
    const state = this.#state;
    if (state.lost !== undefined && !state.isToldOfLoss) throw lossOf(state, state.lost);
    const present = state.lost === undefined ? 1 + Atomics.load(state.words, CONTROL.started) : 1;
    if (present === 1) {
      call(0, 1);
      return;
    }
    this.#post(program, part, present);
    try {
      call(0, present);
    } catch (error) {
      lose(state, String(error));
      throw error;
    }
  };

  stalled = (): void => {
    const state = this.#state;
    const now = performance.now();
    const generation = Atomics.load(state.words, BARRIER_OFFSET / 4 + 16);
    if (this.#waiting.generation !== generation) this.#waiting = { generation, since: now };
    if (Atomics.load(state.words, CONTROL.failed) !== 0)
      throw lossOf(state, state.lost ?? reasonIn(state.words) ?? 'it failed');
    const { since } = this.#waiting;
    // The others have about as much to do as this thread has had.
    if (now - since > this.#options.patienceMs + 20 * (since - this.#began))
      throw lossOf(state, `it did not answer for ${Math.round((now - since) / 1000)} s`);
  };

  drop = (program: number): void => {
    if (this.#state.workers.length > 0) this.#dropped.push(program);
  };

  /** Writes a job down for the workers, and wakes them. */
  #post({ id, module, moduleBytes }: TeamProgram, part: number, present: number): void {
    const { words } = this.#state;
    words[CONTROL.program] = id;
    words[CONTROL.module] = module;
    words[CONTROL.moduleBytes] = moduleBytes;
    words[CONTROL.part] = part;
    words[CONTROL.dropped] = this.#dropped.shift() ?? -1;
    this.#job = (this.#job + 32) | 0;
    this.#began = performance.now();
    // A wait of an earlier run does not count, even if no barrier lies between them.
    this.#waiting = { generation: -1, since: 0 };
    Atomics.store(words, CONTROL.job, this.#job | present);
    Atomics.notify(words, CONTROL.job);
  }

  async #waitForWorkers(): Promise<number> {
    const state = this.#state;
    this.start();
    for (const worker of state.workers) worker.hold(true);
    while (state.lost === undefined && state.started < state.workers.length)
      await new Promise<void>((resolve) => {
        state.changed = resolve;
      });
    for (const worker of state.workers) worker.hold(false);
    return state.lost === undefined ? 1 + state.workers.length : 1;
  }
}

/** Ends all workers. */
const lose = (state: State, reason: string): void => {
  state.lost ??= reason;
  Atomics.store(state.words, CONTROL.failed, 1);
  for (const worker of state.workers) worker.terminate();
};

const lossOf = (state: State, reason: string): DeviceError => {
  state.isToldOfLoss = true;
  return new DeviceError(
    `the WebAssembly engine lost a worker thread: ${reason}. The results of this run are lost; from now on one thread computes alone. Make a new engine for new threads`,
  );
};

const listenersOf = (state: State): Pick<ThreadOptions, 'started' | 'ended'> => {
  let hasStarted = false;
  return {
    started: () => {
      hasStarted = true;
      state.started++;
      state.changed();
    },
    ended: (reason) => {
      // A worker that never started, because a page forbids it, leaves nothing undone.
      if (!hasStarted) state.isToldOfLoss = true;
      lose(state, reason);
      state.changed();
    },
  };
};
