import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type ScaleByAdadeltaOptions, scaleByAdadelta } from '../transforms/scale-by-adadelta.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';

export interface AdadeltaOptions extends ScaleByAdadeltaOptions {
  /** 1 by default. */
  readonly learningRate?: LearningRate;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/** Adaptive rates without a rate to choose (Zeiler, 2012); PyTorch's numbers. */
export const adadelta = ({
  learningRate = 1,
  weightDecay = 0,
  ...options
}: AdadeltaOptions = {}): Optimizer =>
  optimizer(
    chain(
      addDecayedWeights(weightDecay),
      scaleByAdadelta(options),
      scaleByLearningRate(learningRate),
    ),
  );
