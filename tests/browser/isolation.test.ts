import { expect, inject, it } from 'vitest';
import {
  add,
  compile,
  defaultEngine,
  full,
  matmul,
  type Tensor,
  wasmEngine,
} from '../../packages/tensors/src/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly isolated: boolean;
  }
}

const isolated = inject('isolated');

it('the page is isolated from others, or not, as it was meant to be', () => {
  expect(globalThis.crossOriginIsolated).toBe(isolated);
  expect(typeof SharedArrayBuffer).toBe(isolated ? 'function' : 'undefined');
});

it('the engine has threads where they can share memory, and else one', async () => {
  const engine = wasmEngine({ threads: 3 });
  expect(engine.threads).toBe(isolated ? 3 : 1);
  const product = compile((x: Tensor) => add(matmul(x, x), 1), { engine });
  expect(product(full([256, 256], 1)).data[65_535]).toBe(257);
  expect(await engine.ready()).toBe(isolated ? 3 : 1);
  expect(product(full([256, 256], 2)).data[65_535]).toBe(1025);
});

it('the engine by default is WebAssembly with fused multiply-add', () => {
  expect(defaultEngine().description).toMatch(/^WebAssembly SIMD, fused multiply-add/);
});
