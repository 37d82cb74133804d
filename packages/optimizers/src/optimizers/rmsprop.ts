import type { KindsOf } from '@puregrad/tensors/interpreters';
import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import { chain, type GradientTransform } from '../gradient-transform.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import { rmsKinds, type ScaleByRmsOptions, scaleByRms } from '../transforms/scale-by-rms.ts';
import { trace } from '../transforms/trace.ts';

export interface RmspropOptions extends ScaleByRmsOptions, DescentOptions {
  /** `torch` by default. At one rate, the first steps of these libraries differ by a factor of 95. */
  readonly preset?: Preset;
  /** The weight of the old velocity; 0, no momentum, by default. */
  readonly momentum?: number;
  /** True if the rate enters the velocity, as in TensorFlow 1; false by default, as in PyTorch. */
  readonly rateInside?: boolean;
}

const common: KindsOf<Omit<RmspropOptions, 'preset' | keyof ScaleByRmsOptions>> = {
  ...descentKinds,
  momentum: 'number?',
  rateInside: 'boolean?',
};

const presets: Presets<Preset, Omit<RmspropOptions, 'preset'>> = {
  torch: { learningRate: 0.01, decay: 0.99, eps: 1e-8 },
  tf1: { decay: 0.9, eps: 0, epsRoot: 1e-10, initialAccumulator: 1, rateInside: true },
  keras3: {
    learningRate: 1e-3,
    decay: 0.9,
    eps: 0,
    epsRoot: 1e-7,
    rateInside: true,
    decoupled: true,
  },
  optax: { decay: 0.9, eps: 0, epsRoot: 1e-8, rateInside: true },
  lecture: { decay: 0.9, eps: 0, epsRoot: 1e-10 },
};

/**
 * RMSProp: `s ← βs + (1-β)g²; w ← w - ηg/(√s + ε)`, plain, with momentum, centered. η is 0.01 and β
 * 0.99 by default.
 *
 * Source: Tieleman & Hinton (2012); Graves (2013) for the centered form.
 *
 * @example
 * ```ts
 * import { rmsprop } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = rmsprop({ preset: 'lecture', learningRate: 0.1 });
 * update(init(tensor([1])), tensor([4]))[1].item().toFixed(4); // => '0.6838'
 * ```
 */
export const rmsprop = (given: RmspropOptions = {}): Optimizer => {
  const [options, own] = withPreset('rmsprop', { presets, common, own: rmsKinds }, given);
  const { momentum = 0, rateInside = false } = options;
  const direction: GradientTransform = scaleByRms(own);
  if (momentum === 0) return descend('rmsprop', options, direction);
  const velocity = trace({ decay: momentum });
  return rateInside
    ? descend('rmsprop', options, direction, velocity)
    : descend('rmsprop', options, chain(direction, velocity));
};
