import { whyNoSimd } from '../wasm/features.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import type { Engine } from './engine.ts';
import { referenceEngine } from './reference-engine.ts';

let shared: Engine | undefined;

/**
 * What `compile` runs programs on unless told otherwise: WebAssembly where it has SIMD and may be
 * compiled, and the reference engine elsewhere, and for programs with float64 in them. Its `description`
 * says which, and why. All programs share one heap.
 *
 * @example
 * ```ts
 * import { defaultEngine } from '@puregrad/tensors';
 * defaultEngine().name; // => 'wasm'
 * ```
 */
export const defaultEngine = (): Engine => {
  shared ??= bestEngine();
  return shared;
};

const bestEngine = (): Engine => {
  const reference = referenceEngine();
  const reason = whyNoSimd();
  return reason === undefined
    ? withFloat64(wasmEngine(), reference)
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
