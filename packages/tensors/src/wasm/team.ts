import { DeviceError } from '../errors.ts';
import { barrierBytes } from './barrier.ts';
import type { Heap } from './heap.ts';
import type { Thread, ThreadOptions } from './start-worker.ts';
import { BARRIER_OFFSET, CONTROL, reasonIn } from './worker-source.ts';

/** A program that a team can run: its number, and where the bytes of its module lie in memory. */
export interface TeamProgram {
  readonly id: number;
  readonly module: number;
  readonly moduleBytes: number;
}

/** The thread that calls and its workers: they share memory, and run each its part of programs. */
export interface Team {
  /** How many threads there are at most, this one included. */
  readonly threads: number;
  /** Where threads wait for each other. */
  readonly barrier: number;
  /** Starts the workers, once; jobs before they are there are done without them. */
  readonly start: () => void;
  /** How many threads run, once all have started that can. */
  readonly ready: () => Promise<number>;
  /**
   * Runs a part of a program with as many workers as there are by now.
   *
   * @throws DeviceError when a worker has ended: once; then this thread goes on alone.
   */
  readonly run: (
    program: TeamProgram,
    part: number,
    call: (thread: number, threads: number) => void,
  ) => void;
  /** Programs wait in loops for others: what they call then and when, which throws if it is in vain. */
  readonly stalled: () => void;
  /** Lets workers forget a program. */
  readonly drop: (program: number) => void;
}

/** What of a team its workers know, so that it can go when only they are left. */
interface State {
  readonly workers: Thread[];
  /** How many workers have started. */
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
  /** How long to wait for a worker that says nothing, beside the time that the work takes. */
  readonly patienceMs: number;
  readonly startWorker: (options: ThreadOptions) => Thread;
}

export const createTeam = (heap: Heap, { threads, patienceMs, startWorker }: TeamOptions): Team => {
  const bytes = BARRIER_OFFSET + barrierBytes(threads);
  const control = heap.allocate(bytes);
  const words = new Int32Array(heap.memory.buffer, control, bytes / 4);
  const state: State = {
    workers: [],
    started: 0,
    lost: undefined,
    isToldOfLoss: false,
    changed: () => {},
  };
  const dropped: number[] = [];
  let job = 0;
  let began = 0;
  let waiting = { generation: -1, since: 0 };

  const lose = (reason: string): void => {
    state.lost ??= reason;
    Atomics.store(words, CONTROL.failed, 1);
    for (const worker of state.workers) worker.terminate();
  };
  const lossOf = (reason: string): DeviceError => {
    state.isToldOfLoss = true;
    return new DeviceError(
      `the WebAssembly engine lost a worker thread: ${reason}. What was being computed is gone; from now on one thread computes alone. Make a new engine for new threads`,
    );
  };
  const stalled = (): void => {
    const now = performance.now();
    const generation = Atomics.load(words, BARRIER_OFFSET / 4 + 16);
    if (waiting.generation !== generation) waiting = { generation, since: now };
    if (Atomics.load(words, CONTROL.failed) !== 0)
      throw lossOf(state.lost ?? reasonIn(words) ?? 'it failed');
    // Others have about as much to do as this thread has had.
    if (now - waiting.since > patienceMs + 20 * (waiting.since - began))
      throw lossOf(`it did not answer for ${Math.round((now - waiting.since) / 1000)} s`);
  };

  const start = (): void => {
    while (state.workers.length < threads - 1 && state.lost === undefined) {
      try {
        state.workers.push(
          startWorker({ memory: heap.memory, control, ...listenersOf(state, lose) }),
        );
      } catch (error) {
        // No workers here: this thread does it all.
        state.lost = String(error);
        state.isToldOfLoss = true;
      }
    }
  };

  let whenReady: Promise<number> | undefined;
  const ready = async (): Promise<number> => {
    start();
    for (const worker of state.workers) worker.hold(true);
    while (state.lost === undefined && state.started < state.workers.length)
      await new Promise<void>((resolve) => {
        state.changed = resolve;
      });
    for (const worker of state.workers) worker.hold(false);
    return state.lost === undefined ? 1 + state.workers.length : 1;
  };

  const team: Team = {
    threads,
    barrier: control + BARRIER_OFFSET,
    start,
    stalled,
    ready: () => {
      whenReady ??= ready();
      return whenReady;
    },
    run: ({ id, module, moduleBytes }, part, call) => {
      if (state.lost !== undefined) {
        if (!state.isToldOfLoss) throw lossOf(state.lost);
        call(0, 1);
        return;
      }
      const present = 1 + Atomics.load(words, CONTROL.started);
      if (present === 1) {
        call(0, 1);
        return;
      }
      words[CONTROL.program] = id;
      words[CONTROL.module] = module;
      words[CONTROL.moduleBytes] = moduleBytes;
      words[CONTROL.part] = part;
      words[CONTROL.dropped] = dropped.shift() ?? -1;
      job = (job + 32) | 0;
      began = performance.now();
      // A wait of an earlier run is none of this one, though no barrier may lie between them.
      waiting = { generation: -1, since: 0 };
      Atomics.store(words, CONTROL.job, job | present);
      Atomics.notify(words, CONTROL.job);
      try {
        call(0, present);
      } catch (error) {
        lose(String(error));
        throw error;
      }
    },
    drop: (program) => {
      if (state.workers.length > 0) dropped.push(program);
    },
  };
  unused.register(team, state);
  return team;
};

const listenersOf = (state: State, lose: (reason: string) => void) => {
  let hasStarted = false;
  return {
    started: () => {
      hasStarted = true;
      state.started++;
      state.changed();
    },
    ended: (reason: string) => {
      // One that never started, where a page forbids it, say, leaves nothing undone.
      if (!hasStarted) state.isToldOfLoss = true;
      lose(reason);
      state.changed();
    },
  };
};
