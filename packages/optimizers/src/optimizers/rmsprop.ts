import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { type ScaleByRmsOptions, scaleByRms } from '../transforms/scale-by-rms.ts';
import { trace } from '../transforms/trace.ts';

export interface RmspropOptions extends ScaleByRmsOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** The share of the old velocity that stays; 0, none, by default. */
  readonly momentum?: number;
  /** Whether the rate enters the velocity, as TensorFlow 1; false by default, as PyTorch. */
  readonly rateInside?: boolean;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * RMSProp: `s ← βs + (1-β)g²; w ← w - ηg/(√s + ε)`, plain, with momentum, centered; PyTorch's
 * numbers. TensorFlow 1's is `{ decay: 0.9, eps: 0, epsRoot: 1e-10, initialAccumulator: 1, rateInside:
 * true }`, the lecture's `{ decay: 0.9, eps: 0, epsRoot: 1e-10 }`.
 *
 * Source: Tieleman & Hinton (2012); Graves (2013) for the centered form.
 */
export const rmsprop = ({
  learningRate = 0.01,
  momentum = 0,
  rateInside = false,
  weightDecay = 0,
  ...options
}: RmspropOptions = {}): Optimizer => {
  const rate = scaleByLearningRate(learningRate);
  const velocity = momentum === 0 ? [] : [trace({ decay: momentum })];
  return optimizer(
    chain(
      addDecayedWeights(weightDecay),
      scaleByRms(options),
      ...(rateInside ? [rate, ...velocity] : [...velocity, rate]),
    ),
  );
};
