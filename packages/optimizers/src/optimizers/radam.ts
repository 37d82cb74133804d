import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import {
  radamKinds,
  type ScaleByRadamOptions,
  scaleByRadam,
} from '../transforms/scale-by-radam.ts';

/** The libraries that have RAdam. */
export type RadamPreset = Extract<Preset, 'torch' | 'optax'>;

export interface RadamOptions extends ScaleByRadamOptions, DescentOptions {
  /** `torch` by default; `optax` adds ε to the root of the corrected moment. */
  readonly preset?: RadamPreset;
}

const presets: Presets<RadamPreset, Omit<RadamOptions, 'preset'>> = {
  torch: { learningRate: 0.001 },
  optax: { eps: 1e-8, epsHat: 0 },
};

/**
 * Adam that starts as momentum until its rates can be trusted; η is 0.001 by default.
 *
 * Source: Liu et al., *On the variance of the adaptive learning rate and beyond* (ICLR 2020).
 *
 * @example
 * ```ts
 * import { radam } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = radam({ learningRate: 0.1 });
 * update(init(tensor([1])), tensor([2]))[1].item().toFixed(4); // => '0.8000'
 * ```
 */
export const radam = (given: RadamOptions = {}): Optimizer => {
  const kinds = { presets, common: descentKinds, own: radamKinds };
  const [options, own] = withPreset('radam', kinds, given);
  return descend('radam', options, scaleByRadam(own));
};
