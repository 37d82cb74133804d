import { ArgumentError, type Mask } from '@puregrad/tensors';
import type { KindsOf } from '@puregrad/tensors/interpreters';
import { chain, type GradientTransform, transformMonoid } from './gradient-transform.ts';
import { type Optimizer, optimizer } from './optimizer.ts';
import { addDecayedWeights, decoupledDecay } from './transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';

/** Options of all optimizers with a learning rate. */
export interface DescentOptions {
  /** η, a number or a schedule; the optimizer's comment names its default. */
  readonly learningRate?: LearningRate;
  /** λ; 0 by default. It joins the gradient, `g + λw`, unless `decoupled`. */
  readonly weightDecay?: number;
  /**
   * True if the decay does not enter the optimizer's averages: `w ← w - ηλw` in addition to the step. False by
   * default, as in PyTorch; true with the preset `keras3`, which does so in every optimizer.
   */
  readonly decoupled?: boolean;
  /** Which parameters decay; all by default. */
  readonly decayMask?: Mask;
}

/** Kinds of the options of optimizers whose decay is always decoupled. */
export const decoupledKinds: KindsOf<Omit<DescentOptions, 'decoupled'>> = {
  learningRate: 'number|function?',
  weightDecay: 'number?',
  decayMask: 'function?',
};
export const descentKinds: KindsOf<DescentOptions> = { ...decoupledKinds, decoupled: 'boolean?' };

/**
 * An optimizer from its direction: gradients, with their decay, become a direction, which is multiplied by -η.
 * `velocity` comes after the rate, for a momentum that includes the rate.
 */
export const descend = (
  name: string,
  { learningRate, weightDecay = 0, decoupled = false, decayMask }: DescentOptions,
  direction: GradientTransform,
  velocity: GradientTransform = transformMonoid.empty,
): Optimizer => {
  if (learningRate === undefined)
    throw new ArgumentError(
      `${name}: learningRate must be given: the library of this preset has no default`,
    );
  const mask = { mask: decayMask };
  return optimizer(
    decoupled
      ? chain(
          direction,
          scaleByLearningRate(learningRate),
          velocity,
          decoupledDecay(learningRate, weightDecay, mask),
        )
      : chain(
          addDecayedWeights(weightDecay, mask),
          direction,
          scaleByLearningRate(learningRate),
          velocity,
        ),
  );
};
