import { get, i32x4, ModuleBuilder, v128 } from '../wasm/assembler.ts';
import { wasmEngine } from '../wasm/wasm-engine.ts';
import type { Engine } from './engine.ts';
import { referenceEngine } from './reference-engine.ts';

/** Whether WebAssembly with 128-bit vectors runs here. */
const hasSimd = (): boolean => {
  if (typeof WebAssembly === 'undefined') return false;
  const probe = new ModuleBuilder();
  probe.define({ params: ['i32'] }, ({ params: [at] }) =>
    v128.store(get(at!), i32x4.add(v128.load(get(at!)), i32x4.const(1))),
  );
  return WebAssembly.validate(probe.finish({ shared: false }));
};

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
    name: engine.name,
    prepare: (graph, donated) =>
      (graph.nodes.some(({ dtype }) => dtype === 'float64') ? reference : engine).prepare(
        graph,
        donated,
      ),
  };
};
