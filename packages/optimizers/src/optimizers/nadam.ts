import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { type ScaleByNadamOptions, scaleByNadam } from '../transforms/scale-by-nadam.ts';

export interface NadamOptions extends ScaleByNadamOptions {
  /** 0.002 by default. */
  readonly learningRate?: LearningRate;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/** Adam that looks ahead as Nesterov does (Dozat, 2016); PyTorch's numbers. */
export const nadam = ({
  learningRate = 0.002,
  weightDecay = 0,
  ...options
}: NadamOptions = {}): Optimizer =>
  optimizer(
    chain(addDecayedWeights(weightDecay), scaleByNadam(options), scaleByLearningRate(learningRate)),
  );
