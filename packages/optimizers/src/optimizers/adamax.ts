import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import {
  adamaxKinds,
  type ScaleByAdamaxOptions,
  scaleByAdamax,
} from '../transforms/scale-by-adamax.ts';

/** The libraries that have AdaMax. */
export type AdamaxPreset = Exclude<Preset, 'tf1' | 'lecture'>;

export interface AdamaxOptions extends ScaleByAdamaxOptions, DescentOptions {
  /** `torch` by default; `keras3` adds ε to the norm instead of to |g|. */
  readonly preset?: AdamaxPreset;
}

const presets: Presets<AdamaxPreset, Omit<AdamaxOptions, 'preset'>> = {
  torch: { learningRate: 0.002 },
  keras3: { learningRate: 0.001, eps: 0, epsNorm: 1e-7, decoupled: true },
  optax: {},
};

/**
 * AdaMax: Adam with the largest gradient instead of the mean square; η is 0.002 by default.
 *
 * Source: Kingma & Ba, *Adam* (ICLR 2015), section 7.1.
 *
 * @example
 * ```ts
 * import { adamax } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = adamax({ learningRate: 0.5 });
 * update(init(tensor([1])), tensor([4]))[1].item().toFixed(4); // => '0.5000'
 * ```
 */
export const adamax = (given: AdamaxOptions = {}): Optimizer => {
  const kinds = { presets, common: descentKinds, own: adamaxKinds };
  const [options, own] = withPreset('adamax', kinds, given);
  return descend('adamax', options, scaleByAdamax(own));
};
