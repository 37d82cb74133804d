import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

export interface SgdOptions {
  readonly learningRate: LearningRate;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Gradient descent: `w ← w - ηg`.
 *
 * @example
 * ```ts
 * import { sgd } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const descent = sgd({ learningRate: 0.5 });
 * const [, params] = descent.update(descent.init([tensor([1, 2])]), [tensor([2, 0])]);
 * params[0].toArray(); // => [0, 2]
 * ```
 */
export const sgd = ({ learningRate, weightDecay = 0 }: SgdOptions): Optimizer =>
  optimizer(chain(addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)));
