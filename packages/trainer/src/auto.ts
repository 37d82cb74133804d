import { defaultEngine } from '@puregrad/tensors';
import { gpuEngine } from '@puregrad/tensors/gpu';
import { type Candidate, chooseEngine } from './choose-engine.ts';
import type { EngineChoice } from './fit-options.ts';

/** The modes of gpu.js that can be faster than the default engine. */
const MODES = ['webgpu', 'webgl2'] as const;

/**
 * An `engine` option for `fit` that chooses the fastest engine: it times a few steps of the run itself on the
 * default engine and on the available graphics processors, and reports its choice in an `engine` event. A run
 * that takes less than ten seconds on the default engine stays there; other engines are not tried, because
 * their kernels take seconds to compile. If gpu.js is not installed (`npm install gpu.js`), or if there is no
 * device, the choice is the default engine.
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
  choose: (options) =>
    chooseEngine(options, { own: defaultEngine(), others: onDevices, worthwhileMs: 10_000 }),
};

const onDevices = async (): Promise<readonly Candidate[]> => {
  const engines = await Promise.all(MODES.map((mode) => gpuEngine({ mode })()));
  return engines.flatMap((engine) =>
    engine._tag === 'Right' ? [{ engine: engine.right, close: engine.right.close }] : [],
  );
};
