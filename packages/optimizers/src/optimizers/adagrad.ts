import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { type ScaleByRssOptions, scaleByRss } from '../transforms/scale-by-rss.ts';

export interface AdagradOptions extends ScaleByRssOptions {
  /** 0.01 by default. */
  readonly learningRate?: LearningRate;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * AdaGrad: `s ← s + g²; w ← w - ηg/(√s + ε)`, with PyTorch's numbers. TensorFlow 1's is
 * `{ initialAccumulator: 0.1, eps: 0 }`, the lecture's `{ eps: 0, epsRoot: 1e-10 }`.
 *
 * Source: Duchi, Hazan, Singer (JMLR 2011).
 */
export const adagrad = ({
  learningRate = 0.01,
  weightDecay = 0,
  ...options
}: AdagradOptions = {}): Optimizer =>
  optimizer(
    chain(addDecayedWeights(weightDecay), scaleByRss(options), scaleByLearningRate(learningRate)),
  );
