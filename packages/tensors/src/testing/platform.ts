interface NodeModules {
  (name: 'node:v8'): { setFlagsFromString(flag: string): void };
  (name: 'node:vm'): { runInNewContext(code: string): unknown };
}

/** Node's modules by name; undefined in browsers. */
const nodeModule = (
  globalThis as { readonly process?: { readonly getBuiltinModule?: NodeModules } }
).process?.getBuiltinModule;

/**
 * Lets WebAssembly have the fused multiply-add. Node 20 has it behind a flag, which an application may
 * set and a library must not; browsers have it.
 */
export const allowFusedMultiplyAdd = (): void =>
  nodeModule?.('node:v8').setFlagsFromString('--experimental-wasm-relaxed-simd');

/** Collects garbage; browsers must be started with `--expose-gc`. */
export const garbageCollector = (): (() => void) => {
  nodeModule?.('node:v8').setFlagsFromString('--expose-gc');
  return (nodeModule?.('node:vm').runInNewContext('gc') ??
    (globalThis as { readonly gc?: unknown }).gc) as () => void;
};

/** Lets the event loop turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
