import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type ScaleByAdamOptions, scaleByAdam } from '../transforms/scale-by-adam.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { scaleByTrustRatio } from '../transforms/scale-by-trust-ratio.ts';

export interface LambOptions extends ScaleByAdamOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** λ, decoupled; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * LAMB: Adam whose step in each tensor is as long as the tensor itself, times η; for large batches.
 * ε is 1e-6 by default.
 *
 * Source: You et al., *Large batch optimization for deep learning* (ICLR 2020).
 */
export const lamb = ({
  learningRate = 1e-3,
  weightDecay = 0,
  eps = 1e-6,
  ...options
}: LambOptions = {}): Optimizer =>
  optimizer(
    chain(
      scaleByAdam({ eps, ...options }),
      addDecayedWeights(weightDecay),
      scaleByTrustRatio(),
      scaleByLearningRate(learningRate),
    ),
  );
