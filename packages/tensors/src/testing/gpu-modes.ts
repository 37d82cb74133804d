import { expect, inject } from 'vitest';
import { compile } from '../compile/compile.ts';
import type { GpuEngine } from '../gpu/gpu-engine.ts';
import type { GpuMode } from '../gpu/modes.ts';
import { read } from '../read.ts';
import type { Tensor } from '../tensor.ts';
import type { Check } from './check.ts';
import { differenceOf } from './conformance.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the page has that runs the tests; nothing in Node. */
    readonly gpuModes?: readonly GpuMode[];
  }
}

/** In Chromium too, on its page with a graphics processor made of software. */
export const triedGpuModes: readonly GpuMode[] = inject('gpuModes') ?? ['webasm', 'cpu'];

/** Fails unless the engine computes what the reference does; functions of devices are a little less exact. */
export const expectAlikeOn =
  (engine: GpuEngine) =>
  async (check: Check): Promise<void> => {
    const results = [await read(await compile(check.f, { engine })(...check.args))].flat();
    expect(differenceOf(results as Tensor[], check, 4)).toBeUndefined();
  };
