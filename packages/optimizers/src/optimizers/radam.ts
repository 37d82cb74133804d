import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { type ScaleByRadamOptions, scaleByRadam } from '../transforms/scale-by-radam.ts';

export interface RadamOptions extends ScaleByRadamOptions {
  /** 0.001 by default. */
  readonly learningRate?: LearningRate;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/** Adam that starts as momentum until its rates can be trusted (Liu et al., ICLR 2020). */
export const radam = ({
  learningRate = 0.001,
  weightDecay = 0,
  ...options
}: RadamOptions = {}): Optimizer =>
  optimizer(
    chain(addDecayedWeights(weightDecay), scaleByRadam(options), scaleByLearningRate(learningRate)),
  );
