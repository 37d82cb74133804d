import { checkOptions } from '../arguments.ts';
import type { Engine } from '../compile/engine.ts';
import { isPoisonOn } from '../compile/poison.ts';
import { ArgumentError } from '../errors.ts';
import { hasFusedMultiplyAdd, whyNoSimd } from './features.ts';
import { createHeap, type Heap } from './heap.ts';
import { prepareProgram } from './program/program.ts';
import { type Sharing, worthwhile } from './program/sharing.ts';
import { Residents } from './residents.ts';
import { canShareMemory, defaultThreads, startWorker } from './start-worker.ts';
import { createTeam, type TeamOptions } from './team.ts';

export interface WasmEngineOptions {
  /**
   * How many threads run a program, this one included, from 1 to 16: as many as there are processors by
   * default, 8 at most, and one in a worker thread of Node. One, whatever is asked for, where threads
   * cannot share memory: on pages without cross-origin isolation. Results don't depend on it.
   */
  readonly threads?: number;
  /**
   * Leave out instructions that round as the processor likes, so that all machines give the same bits;
   * false by default: then the bits are those of the machine, at every run.
   */
  readonly deterministic?: boolean;
}

/**
 * Runs programs as WebAssembly with SIMD, made for each: elementwise operations fused into loops, packed
 * matrix products, memory planned once. What a program returns stays in its memory until it is read, and
 * goes back into it without a copy when it is donated. float32 and int32 only.
 *
 * Large steps are shared by worker threads, which start when a program is compiled that gains by them.
 * They end with the engine, and keep no process from ending.
 *
 * @throws ArgumentError where WebAssembly has no vectors or a policy forbids to compile it, and for a
 * wrong number of threads; DTypeError, when a function is compiled, for float64: `referenceEngine()` has
 * that. DeviceError, when a program is compiled or runs, if a worker thread has ended or there is no more
 * memory.
 * @example
 * ```ts
 * import { add, compile, type Tensor, tensor, wasmEngine } from '@puregrad/tensors';
 * const f = compile((x: Tensor) => add(x, 1), { engine: wasmEngine() });
 * f(tensor([1, 2])).toArray(); // => [2, 3]
 * ```
 */
export const wasmEngine = (options: WasmEngineOptions = {}): WasmEngine =>
  createWasmEngine(
    checkOptions('wasmEngine', options, { threads: 'number?', deterministic: 'boolean?' }),
    TUNING,
  );

/** What tests set otherwise. */
export interface WasmEngineTuning extends Omit<TeamOptions, 'threads'> {
  readonly sharing: Sharing;
  /** How much memory programs may have together until some are moved out; they may have more if they take turns. */
  readonly mostBytes: number;
  readonly createHeap: (shared: boolean) => Heap;
  /** Whether programs are poisoned; left out, as `isPoisonOn` says. */
  readonly poison?: boolean;
}

/** What `wasmEngine` sets. */
export const TUNING: WasmEngineTuning = {
  sharing: worthwhile,
  patienceMs: 10_000,
  startWorker,
  mostBytes: 2 ** 28,
  createHeap,
};

/** `wasmEngine`, otherwise tuned: for tests. */
export const createWasmEngine = (
  { deterministic = false, threads = defaultThreads() }: WasmEngineOptions,
  { sharing, createHeap, mostBytes, poison = isPoisonOn(), ...tuning }: WasmEngineTuning,
): WasmEngine => {
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS)
    throw new ArgumentError(
      `wasmEngine: threads must be a whole number from 1 to ${MAX_THREADS}, not ${threads}`,
    );
  const reason = whyNoSimd();
  if (reason !== undefined) throw new ArgumentError(`wasmEngine: ${reason}; use referenceEngine()`);
  const relaxed = !deterministic && hasFusedMultiplyAdd();
  const shared = threads > 1 && canShareMemory();
  const heap = createHeap(shared);
  const team = createTeam(heap, { ...tuning, threads: shared ? threads : 1 });
  const residents = new Residents({
    heap,
    team,
    mostBytes,
    load: (graph, own, owner) =>
      prepareProgram(graph, { heap: own, owner, team, relaxed, sharing, poison }),
  });
  const simd = 'WebAssembly SIMD';
  return {
    name: 'wasm',
    threads: team.threads,
    ready: team.ready,
    arithmetic: `${simd}, ${relaxed ? '' : 'no '}fused multiply-add`,
    description: [
      simd,
      relaxed
        ? 'fused multiply-add'
        : `no fused multiply-add (${deterministic ? 'deterministic' : 'not here'})`,
      `${team.threads === 1 ? 'one thread' : `${team.threads} threads`}${
        threads > 1 && !shared ? ' (no SharedArrayBuffer here)' : ''
      }`,
    ].join(', '),
    results: 'now',
    prepare: residents.prepare,
  };
};

/** The engine that runs programs as WebAssembly. */
export interface WasmEngine extends Engine {
  /** How many threads run programs, this one included. */
  readonly threads: number;
  /** How many really do, once all have started; programs don't wait for that. */
  readonly ready: () => Promise<number>;
}

const MAX_THREADS = 16;
