import { whyNoSimd } from '../wasm/features.ts';
import { type WasmEngineOptions, wasmEngine } from '../wasm/wasm-engine.ts';
import type { Engine } from './engine.ts';
import { referenceEngine } from './reference-engine.ts';

/** By whether they are deterministic. */
const shared = new Map<boolean, Engine>();

/**
 * The engine of `compile` if no other is named: WebAssembly if it has SIMD and may be
 * compiled, else the reference engine, which also runs programs with float64. Its `description`
 * says which, and why. All programs share one heap.
 *
 * A deterministic one rounds as every other machine does, and has a heap of its own (`wasmEngine`).
 *
 * @example
 * ```ts
 * import { defaultEngine } from '@puregrad/tensors';
 * defaultEngine().name; // => 'wasm'
 * ```
 */
export const defaultEngine = ({
  deterministic = false,
}: Pick<WasmEngineOptions, 'deterministic'> = {}): Engine => {
  const engine = shared.get(deterministic) ?? bestEngine(deterministic);
  shared.set(deterministic, engine);
  return engine;
};

const bestEngine = (deterministic: boolean): Engine => {
  const reference = referenceEngine();
  const reason = whyNoSimd();
  return reason === undefined
    ? withFloat64(wasmEngine({ deterministic }), reference)
    : { ...reference, description: `${reference.description}: ${reason}` };
};

const withFloat64 = (engine: Engine, reference: Engine): Engine => ({
  ...engine,
  prepare: (graph, donated) =>
    (graph.nodes.some(({ dtype }) => dtype === 'float64') ? reference : engine).prepare(
      graph,
      donated,
    ),
});
