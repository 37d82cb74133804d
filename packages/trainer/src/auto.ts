import { type GpuEngine, gpuEngine } from '@puregrad/tensors/gpu';
import type { Candidate, EngineChoice } from './engine-choice.ts';

/** The modes of gpu.js that can be faster than the default engine. */
const MODES = ['webgpu', 'webgl2'] as const;

/**
 * For the `engine` of `fit`: times a few steps of the run itself on the default engine and on the graphics
 * processors at hand, takes the fastest, and says so in an `engine` event. A run that takes less than ten
 * seconds on the default engine stays there without trying others, whose kernels take seconds to compile.
 * Without gpu.js (`npm install gpu.js`), or without a device, it is the default engine.
 *
 * @example
 * ```ts
 * import { dense, input } from '@puregrad/layers';
 * import { sgd } from '@puregrad/optimizers';
 * import { pipe, tensor } from '@puregrad/tensors';
 * import { fit } from '@puregrad/trainer';
 * import { auto } from '@puregrad/trainer/auto';
 * const train = { x: tensor([[0], [1]]), y: tensor([0, 1], { dtype: 'int32' }) };
 * const options = { network: pipe(input(1), dense(2)), optimizer: sgd(), train, engine: auto };
 * for await (const event of fit(options))
 *   if (event.kind === 'engine') console.log(event.description);
 * ```
 */
export const auto: EngineChoice = {
  kind: 'choice',
  worthwhileMs: 10_000,
  candidates: async () => {
    const found: Candidate[] = [];
    for (const mode of MODES) {
      const engine = await gpuEngine({ mode })();
      if (engine._tag === 'Right') found.push(candidateOf(engine.right));
    }
    return found;
  },
};

const candidateOf = (engine: GpuEngine): Candidate => ({ engine, close: engine.close });
