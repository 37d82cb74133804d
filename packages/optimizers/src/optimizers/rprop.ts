import { type Optimizer, optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import {
  rpropKinds,
  type ScaleByRpropOptions,
  scaleByRprop,
} from '../transforms/scale-by-rprop.ts';

/** The libraries that have Rprop: their numbers and formula are the same. */
export type RpropPreset = Extract<Preset, 'torch' | 'optax'>;

export interface RpropOptions extends ScaleByRpropOptions {
  /** `torch` by default. */
  readonly preset?: RpropPreset;
}

const presets: Presets<RpropPreset, ScaleByRpropOptions> = { torch: {}, optax: {} };

/**
 * Resilient propagation, for full batches: only the gradient's sign counts, and each weight has a
 * step of its own, 0.01 at first.
 *
 * Source: Riedmiller & Braun, *A direct adaptive method for faster backpropagation* (ICNN 1993).
 *
 * @example
 * ```ts
 * import { rprop } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = rprop({ initialStep: 0.5 });
 * update(init(tensor([1, 1])), tensor([9, -1e-6]))[1].toArray(); // => [0.5, 1.5]
 * ```
 */
export const rprop = (given: RpropOptions = {}): Optimizer =>
  optimizer(scaleByRprop(withPreset('rprop', { presets, common: {}, own: rpropKinds }, given)[1]));
