import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type ScaleByAdamaxOptions, scaleByAdamax } from '../transforms/scale-by-adamax.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

export interface AdamaxOptions extends ScaleByAdamaxOptions {
  /** 0.002 by default. */
  readonly learningRate?: LearningRate;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/** Adam with the largest gradient in place of the mean square (Kingma & Ba, 2015). */
export const adamax = ({
  learningRate = 0.002,
  weightDecay = 0,
  ...options
}: AdamaxOptions = {}): Optimizer =>
  optimizer(
    chain(
      addDecayedWeights(weightDecay),
      scaleByAdamax(options),
      scaleByLearningRate(learningRate),
    ),
  );
