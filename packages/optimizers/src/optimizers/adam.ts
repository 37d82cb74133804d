import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type ScaleByAdamOptions, scaleByAdam } from '../transforms/scale-by-adam.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

export interface AdamOptions extends ScaleByAdamOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** λ; 0 by default for `adam`, 0.01 for `adamW`. */
  readonly weightDecay?: number;
}

/**
 * Adam: `w ← w - η m̂ / (√ŝ + ε)`, with PyTorch's defaults. TensorFlow 1's is `{ eps: 0, epsHat: 1e-8 }`,
 * the lecture's `{ eps: 0, epsRoot: 1e-8 }`. A weight decay joins the gradient.
 *
 * Source: Kingma & Ba, *Adam* (ICLR 2015).
 *
 * @example
 * ```ts
 * import { adam } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = adam({ learningRate: 0.01 });
 * const [state, params] = update(init({ w: tensor([1]) }), { w: tensor([0.1]) });
 * params.w.item().toFixed(6); // => '0.990000'
 * ```
 */
export const adam = ({
  learningRate = 1e-3,
  weightDecay = 0,
  ...options
}: AdamOptions = {}): Optimizer =>
  optimizer(
    chain(addDecayedWeights(weightDecay), scaleByAdam(options), scaleByLearningRate(learningRate)),
  );

/**
 * Adam with decoupled weight decay: `w ← w - η (m̂ / (√ŝ + ε) + λw)`.
 *
 * Source: Loshchilov & Hutter, *Decoupled weight decay regularization* (ICLR 2019).
 */
export const adamW = ({
  learningRate = 1e-3,
  weightDecay = 0.01,
  ...options
}: AdamOptions = {}): Optimizer =>
  optimizer(
    chain(scaleByAdam(options), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
  );
