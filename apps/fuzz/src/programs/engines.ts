import { type Engine, referenceEngine, type When } from '@puregrad/tensors';
import { gpuEngine } from '@puregrad/tensors/gpu';
import { createWasmEngine, TUNING } from '@puregrad/tensors/testing';

/** An engine under test; the same one for all programs, so that memory is used again. */
export interface Tested {
  readonly name: string;
  readonly engine: Engine<When>;
}

// All of them use poisoned memory: unwritten memory holds junk, and writes past an end are detected.
Reflect.set(globalThis, Symbol.for('@puregrad/poison'), true);

/** Threads share even the smallest amount of work. */
const SHARE_ALL = { work: 0, part: 0, chunk: 1 };

const wasm = (threads: number, deterministic: boolean): Engine =>
  createWasmEngine({ threads, deterministic }, { ...TUNING, sharing: SHARE_ALL });

/**
 * Engines of WebAssembly, with relaxed SIMD and without it, and the reference engine; the simplest first.
 * Node 20 has relaxed SIMD behind a flag: call `allowFusedMultiplyAdd` before.
 */
export const openEngines = (): readonly Tested[] => [
  ...[1, 2, 3].flatMap((threads) =>
    [true, false].map((deterministic) => {
      const engine = wasm(threads, deterministic);
      return { name: engine.description, engine };
    }),
  ),
  { name: 'reference', engine: referenceEngine() },
];

/** The engines of gpu.js that need no device. */
export const openGpuEngines = async (): Promise<readonly Tested[]> => {
  const opened: Tested[] = [];
  for (const mode of ['cpu', 'webasm'] as const) {
    const engine = await gpuEngine({ mode })();
    if (engine._tag === 'Right') opened.push({ name: `gpu.js, ${mode}`, engine: engine.right });
  }
  return opened;
};
