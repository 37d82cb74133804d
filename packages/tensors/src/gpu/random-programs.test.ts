import fc from 'fast-check';
import { describe, it } from 'vitest';
import { productCheck, programChecks } from '../testing/conformance.ts';
import { expectAlikeOn, triedGpuModes } from '../testing/gpu-modes.ts';
import { openGpu } from '../testing/open-gpu.ts';
import { unlessAll } from '../testing/slice.ts';

for (const mode of triedGpuModes)
  describe(mode, async () => {
    const engine = await openGpu(mode);
    const numRuns = unlessAll(mode === 'webgl2' ? 5 : 20, 20);
    const expectAlike = expectAlikeOn(engine);

    it('matmul of every shape, both transposes', async () => {
      const size = fc.integer({ min: 0, max: 20 });
      await fc.assert(
        fc.asyncProperty(
          fc.tuple(size, fc.integer({ min: 0, max: 130 }), size),
          fc.tuple(fc.boolean(), fc.boolean()),
          (sizes, transposed) => expectAlike(productCheck(sizes, transposed)),
        ),
        { numRuns },
      );
    });

    it('programs of random operations', async () => {
      await fc.assert(fc.asyncProperty(programChecks, expectAlike), { numRuns });
    });
  });
