import { wasmEngine } from '@puregrad/tensors';
import { train } from '@puregrad/trainer';
import { isLeft } from 'fp-ts/lib/Either.js';
import { type RawOptions, trainRequest } from './train-settings.ts';
import { planTraining } from './training-plan.ts';

/**
 * The least validation loss of a run with these options, in so many epochs: what a thread of `search`
 * runs, and so on one thread itself.
 */
export const evaluate = async (options: RawOptions, epochs: number): Promise<number> => {
  const request = trainRequest({ ...options, epochs: String(epochs) });
  if (isLeft(request)) throw new Error(request.left.join('; '));
  const plan = await planTraining(request.right);
  if (isLeft(plan)) throw new Error(plan.left);
  const engine = wasmEngine({ threads: 1 });
  await engine.ready();
  const result = await train({ ...plan.right.options, engine })();
  if (isLeft(result)) throw new Error(result.left.message);
  const losses = result.right.history.map(({ validation }) => validation!.loss);
  return Math.min(...losses);
};
