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
   * The number of threads that run a program, including the calling one, from 1 to 16. The default is the number of
   * processors, but at most 8, and 1 in a worker thread of Node. It is always 1 if threads cannot share memory, as on
   * pages without cross-origin isolation. Results do not depend on it.
   */
  readonly threads?: number;
  /**
   * Whether to avoid instructions whose rounding depends on the processor, so that all machines give the same bits.
   * False by default: then each machine gives its own bits, the same at every run.
   */
  readonly deterministic?: boolean;
}

/**
 * Runs programs as WebAssembly with SIMD, made for each: elementwise operations fused into loops, packed
 * matrix products, memory planned once. Results stay in the program's memory until they are read, and are passed to it
 * again without a copy. float32 and int32 only.
 *
 * Worker threads share large steps. They start when a program is compiled that gains by them, end with the engine, and
 * do not keep a process from ending.
 *
 * @throws ArgumentError if WebAssembly has no vectors, if a policy forbids compiling it, or if the number of threads is
 * out of range; DTypeError, when a function is compiled, for float64, which `referenceEngine()` has; DeviceError, when a
 * program is compiled or runs, if a worker thread has ended or there is no more memory.
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

/** Settings that tests change. */
export interface WasmEngineTuning extends Omit<TeamOptions, 'threads'> {
  readonly sharing: Sharing;
  /** The bytes that all programs may have before some are moved out; the limit rises for programs that take turns. */
  readonly mostBytes: number;
  readonly createHeap: (shared: boolean) => Heap;
  /** Whether programs are poisoned; by default, as `isPoisonOn` says. */
  readonly poison?: boolean;
}

/** The settings of `wasmEngine`. */
export const TUNING: WasmEngineTuning = {
  sharing: worthwhile,
  patienceMs: 10_000,
  startWorker,
  mostBytes: 2 ** 28,
  createHeap,
};

/** `wasmEngine` with other settings, for tests. */
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
  /** The number of threads that run programs, including the calling one. */
  readonly threads: number;
  /** The number of threads once all have started; programs do not wait for that. */
  readonly ready: () => Promise<number>;
}

const MAX_THREADS = 16;
