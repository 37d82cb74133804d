import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { type ScaleByLionOptions, scaleByLion } from '../transforms/scale-by-lion.ts';

export interface LionOptions extends ScaleByLionOptions {
  /** 1e-4 by default: a tenth of what suits Adam. */
  readonly learningRate?: LearningRate;
  /** λ, decoupled: `w ← w - η(u + λw)`; 0 by default. */
  readonly weightDecay?: number;
}

/** Lion: every weight moves by η, in the direction of its momentum (Chen et al., NeurIPS 2023). */
export const lion = ({
  learningRate = 1e-4,
  weightDecay = 0,
  ...options
}: LionOptions = {}): Optimizer =>
  optimizer(
    chain(scaleByLion(options), addDecayedWeights(weightDecay), scaleByLearningRate(learningRate)),
  );
