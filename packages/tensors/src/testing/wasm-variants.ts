import { inject } from 'vitest';
import { createWasmEngine, TUNING, type WasmEngine } from '../wasm/wasm-engine.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The variants of the WebAssembly engine to be tried; nothing where it is all of them. */
    readonly wasmVariants?: readonly string[];
  }
}

const always = { ...TUNING, sharing: { work: 0, part: 0, chunk: 1 } };
const engineOf = (threads: number, deterministic = false): WasmEngine =>
  createWasmEngine({ threads, deterministic }, always);

/** With or without fused multiply-add, which a test file that runs in Node must allow first. */
export type Rounding = 'plain' | 'fused';

/** The WebAssembly engine on one, two and three threads, all of which take part in every step. */
export const wasmVariants = (rounding: Rounding): Readonly<Record<string, WasmEngine>> =>
  Object.fromEntries(
    [1, 2, 3].map((threads) => [
      `${rounding}, ${threads} thread${threads > 1 ? 's' : ''}`,
      engineOf(threads, rounding === 'plain'),
    ]),
  );

/** Those that are tried where the tests run. */
export const triedOf = (
  engines: Readonly<Record<string, WasmEngine>>,
): readonly (readonly [variant: string, engine: WasmEngine])[] => {
  const tried = inject('wasmVariants');
  return Object.entries(engines).filter(([name]) => tried === undefined || tried.includes(name));
};
