import { chain } from '../gradient-transform.ts';
import { type Optimizer, optimizer } from '../optimizer.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from '../transforms/scale-by-learning-rate.ts';
import { trace } from '../transforms/trace.ts';

export interface MomentumOptions {
  readonly learningRate: LearningRate;
  /** β, in [0, 1); 0.9 by default. */
  readonly momentum?: number;
  /** Measure the gradient as from ahead: `w ← w - η(g + βm)`; false by default. */
  readonly nesterov?: boolean;
  /** Scales the gradient that enters the velocity by 1 - dampening, from step 2; 0 by default. */
  readonly dampening?: number;
  /** Whether the rate enters the velocity, `m ← βm + ηg`, as the lecture; false by default. */
  readonly rateInside?: boolean;
  /** λ of `g + λw`; 0 by default. */
  readonly weightDecay?: number;
}

/**
 * Momentum: `m ← βm + g; w ← w - ηm`, as PyTorch and TensorFlow.
 *
 * The lecture's `m ← βm + ηg; w ← w - m` is `rateInside: true`: the same while η stays the same.
 *
 * Source: Polyak (1964); Sutskever et al. (ICML 2013) for Nesterov's form.
 */
export const momentum = ({
  learningRate,
  momentum: decay = 0.9,
  nesterov = false,
  dampening = 0,
  rateInside = false,
  weightDecay = 0,
}: MomentumOptions): Optimizer => {
  const velocity = trace({ decay, nesterov, dampening });
  const rate = scaleByLearningRate(learningRate);
  return optimizer(
    chain(addDecayedWeights(weightDecay), ...(rateInside ? [rate, velocity] : [velocity, rate])),
  );
};

/** Momentum in Nesterov's form, `w ← w - η(g + βm)`: where it looks ahead, it turns earlier. */
export const nesterov = (options: Omit<MomentumOptions, 'nesterov'>): Optimizer =>
  momentum({ ...options, nesterov: true });
