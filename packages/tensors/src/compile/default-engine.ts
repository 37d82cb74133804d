import { hasSimd } from '../wasm/features.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import type { Engine } from './engine.ts';
import { referenceEngine } from './reference-engine.ts';

let shared: Engine | undefined;

/**
 * What `compile` runs programs on unless told otherwise: WebAssembly where it has SIMD, and the
 * reference engine elsewhere, and for programs with float64 in them. All programs share one heap.
 *
 * @example
 * ```ts
 * import { defaultEngine } from '@puregrad/tensors';
 * defaultEngine().name; // => 'wasm'
 * ```
 */
export const defaultEngine = (): Engine => {
  shared ??= hasSimd() ? withFloat64(wasmEngine()) : referenceEngine();
  return shared;
};

const withFloat64 = (engine: Engine): Engine => {
  const reference = referenceEngine();
  return {
    ...engine,
    prepare: (graph, donated) =>
      (graph.nodes.some(({ dtype }) => dtype === 'float64') ? reference : engine).prepare(
        graph,
        donated,
      ),
  };
};
