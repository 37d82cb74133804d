import { afterEach, expect, it, vi } from 'vitest';

/** The package as it loads where a policy forbids to compile WebAssembly: `validate` still says yes. */
const loadWhereForbidden = async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', {
    ...Object.fromEntries(
      Object.getOwnPropertyNames(WebAssembly).map((name) => [
        name,
        WebAssembly[name as keyof typeof WebAssembly],
      ]),
    ),
    Module: class {
      constructor() {
        throw new WebAssembly.CompileError('Wasm code generation disallowed by embedder');
      }
    },
  });
  return import('../index.ts');
};

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

it('where WebAssembly may not be compiled, programs run on the reference engine, which says why', async () => {
  const { add, compile, defaultEngine, describe, tensor } = await loadWhereForbidden();
  expect(WebAssembly.validate(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))).toBe(true);
  expect(defaultEngine().name).toBe('reference');
  expect(describe()).toBe(
    "plain TypeScript loops, float32 and float64: WebAssembly may not be compiled here (CompileError: Wasm code generation disallowed by embedder; a page's policy must allow 'wasm-unsafe-eval')",
  );
  const f = compile((x: ReturnType<typeof tensor>) => add(x, 1));
  expect(f(tensor([1])).toArray()).toEqual([2]);
});

it('where WebAssembly may not be compiled, large eager products are computed all the same', async () => {
  const { full, matmul } = await loadWhereForbidden();
  expect(matmul(full([200, 200], 2), full([200, 200], 3)).data[39_999]).toBe(1200);
});

it('where WebAssembly may not be compiled, an engine asked for by name says what to do', async () => {
  const { ArgumentError, wasmEngine } = await loadWhereForbidden();
  expect(() => wasmEngine()).toThrow(ArgumentError);
  expect(() => wasmEngine()).toThrow(
    /^wasmEngine: WebAssembly may not be compiled here .* use referenceEngine\(\)$/,
  );
});

it('where there is no WebAssembly at all, likewise', async () => {
  vi.resetModules();
  vi.stubGlobal('WebAssembly', undefined);
  const { describe, wasmEngine } = await import('../index.ts');
  expect(describe()).toBe(
    'plain TypeScript loops, float32 and float64: there is no WebAssembly here',
  );
  expect(() => wasmEngine()).toThrow('wasmEngine: there is no WebAssembly here; use');
});

it('the answer is looked for once', async () => {
  vi.resetModules();
  const compiled = vi.spyOn(WebAssembly, 'Module');
  const { wasmEngine } = await import('../index.ts');
  wasmEngine({ threads: 1 });
  wasmEngine({ threads: 1 });
  expect(compiled).toHaveBeenCalledTimes(1);
  compiled.mockRestore();
});
