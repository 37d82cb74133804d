import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { add, concat, explain, mul, sum, tanh, tensor } from '../index.ts';
import { read } from '../read.ts';
import type { Tensor } from '../tensor.ts';
import { conformanceChecks } from '../testing/conformance.ts';
import { expectAlikeOn, triedGpuModes } from '../testing/gpu-modes.ts';
import { openGpu } from '../testing/open-gpu.ts';
import { garbageCollector, turn } from '../testing/platform.ts';
import { sliceOf } from '../testing/slice.ts';
import type { GpuMode } from './modes.ts';

/** Devices run every n-th check of each primitive; Node runs all of them on gpu.js. */
const ONE_IN: { readonly [M in GpuMode]?: number } = { webgpu: 6, webgl2: 13 };

for (const mode of triedGpuModes)
  describe(mode, async () => {
    const engine = await openGpu(mode);
    const expectAlike = expectAlikeOn(engine);

    for (const [turn, [name, checks]] of Object.entries(conformanceChecks).entries())
      it(name, async () => {
        for (const check of sliceOf(checks, ONE_IN[mode] ?? 1, turn)) await expectAlike(check);
      });

    it('explains what runs as one kernel, and what it takes', async () => {
      const f = compile((x: Tensor, y: Tensor) => sum(tanh(add(mul(x, 2), y))), { engine });
      const text = await explain(f, tensor([1, 2, 3]), tensor([4, 5, 6]));
      expect(text).toMatch(/^1 group: .*, 12 FLOP, 28 B read and written$/m);
      expect(text).toContain(`${mode}, read back`);
      for (const name of ['mul', 'add', 'tanh', 'sum']) expect(text).toMatch(`= ${name} `);
      expect(text).toContain('4 B results of kernels');
    });

    it('explains the graph that it runs, where that is not the one that was traced', async () => {
      const parts = Array.from({ length: 9 }, (_, i) => tensor([i, i]));
      const f = compile((...all: Tensor[]) => concat(all), { engine });
      const text = await explain(f, ...parts);
      expect(text).toMatch(/^2 groups: /m);
      expect(text).toContain('float32[14] = concat');
    });

    it('gives back what a dropped program held, constants too; a tensor given twice comes once', async () => {
      const collect = garbageCollector();
      const own = await openGpu(mode);
      const run = async (): Promise<void> => {
        const table = tensor([1, 2, 3]);
        const f = compile((x: Tensor, y: Tensor) => add(mul(x, table), y), { engine: own });
        const x = tensor([1, 1, 1]);
        expect((await read(await f(x, x))).toArray()).toEqual([2, 3, 4]);
        expect(own.liveBuffers()).toBe(3); // The argument, the constant, the result.
      };
      await run();
      for (let i = 0; i < 50 && own.liveBuffers() > 0; i++) {
        collect();
        await turn();
      }
      expect(own.liveBuffers()).toBe(0);
    });
  });
