import { ArgumentError, type Mask } from '@puregrad/tensors';
import type { KindsOf } from '@puregrad/tensors/interpreters';
import { chain, type GradientTransform, transformMonoid } from './gradient-transform.ts';
import { type Optimizer, optimizer } from './optimizer.ts';
import { addDecayedWeights, decoupledDecay } from './transforms/add-decayed-weights.ts';
import { type LearningRate, scaleByLearningRate } from './transforms/scale-by-learning-rate.ts';

/** What all optimizers with a learning rate take. */
export interface DescentOptions {
  /** η, a number or a schedule; the optimizer's comment names its default. */
  readonly learningRate?: LearningRate;
  /** λ; 0 by default. It joins the gradient, `g + λw`, unless `decoupled`. */
  readonly weightDecay?: number;
  /**
   * Whether the decay stays out of the optimizer's averages, `w ← w - ηλw` beside the step: false by
   * default, as PyTorch; true with the preset `keras3`, which decays so in every optimizer.
   */
  readonly decoupled?: boolean;
  /** Which parameters decay; all by default. */
  readonly decayMask?: Mask;
}

/** Of optimizers that always decay beside the step. */
export const decoupledKinds: KindsOf<Omit<DescentOptions, 'decoupled'>> = {
  learningRate: 'number|function?',
  weightDecay: 'number?',
  decayMask: 'function?',
};
export const descentKinds: KindsOf<DescentOptions> = { ...decoupledKinds, decoupled: 'boolean?' };

/**
 * The frame of an optimizer: gradients, with their decay, to a direction; the direction times -η.
 * `velocity` comes after the rate, for momentum that the rate enters.
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
