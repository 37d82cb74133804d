import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.ts';
import { add, mul, tensor } from '../index.ts';
import { read } from '../read.ts';
import type { Tensor } from '../tensor.ts';
import {
  type Check,
  differenceOf,
  primitiveChecks,
  productCheck,
  productChecks,
  programChecks,
} from '../testing/conformance.ts';
import { openGpu } from '../testing/open-gpu.ts';
import { garbageCollector, turn } from '../testing/platform.ts';
import type { GpuMode } from './device.ts';

/** In Chromium too, on its page with a graphics processor made of software. */
const modes: readonly GpuMode[] =
  'document' in globalThis ? ['webgpu', 'webgl2', 'webgl'] : ['webasm', 'cpu'];

for (const mode of modes)
  describe(mode, async () => {
    const engine = await openGpu(mode);
    const expectAlike = async (check: Check): Promise<void> => {
      const results = [await read(await compile(check.f, { engine })(...check.args))].flat();
      // Functions of devices are a little less exact.
      expect(differenceOf(results as Tensor[], check, 4)).toBeUndefined();
    };

    for (const [name, checks] of Object.entries({ ...primitiveChecks, ...productChecks }))
      it(name, async () => {
        for (const check of checks) await expectAlike(check);
      });

    it('matmul of every shape, both transposes', async () => {
      const size = fc.integer({ min: 0, max: 20 });
      await fc.assert(
        fc.asyncProperty(
          fc.tuple(size, fc.integer({ min: 0, max: 130 }), size),
          fc.tuple(fc.boolean(), fc.boolean()),
          (sizes, transposed) => expectAlike(productCheck(sizes, transposed)),
        ),
        { numRuns: 20 },
      );
    });

    it('programs of random operations', async () => {
      await fc.assert(fc.asyncProperty(programChecks, expectAlike), { numRuns: 20 });
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
