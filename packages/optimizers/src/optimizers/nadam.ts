import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import {
  nadamKinds,
  type ScaleByNadamOptions,
  scaleByNadam,
} from '../transforms/scale-by-nadam.ts';

/** The libraries that have NAdam. */
export type NadamPreset = Exclude<Preset, 'tf1' | 'lecture'>;

export interface NadamOptions extends ScaleByNadamOptions, DescentOptions {
  /** Determines ε and the speed at which the momentum approaches β₁; `torch` by default. */
  readonly preset?: NadamPreset;
}

const presets: Presets<NadamPreset, Omit<NadamOptions, 'preset'>> = {
  torch: { learningRate: 0.002 },
  keras3: { learningRate: 0.001, eps: 1e-7, momentumDecay: 1, decoupled: true },
  optax: { momentumDecay: Infinity },
};

/**
 * Adam that looks ahead as Nesterov does; η is 0.002 by default.
 *
 * Source: Dozat, *Incorporating Nesterov momentum into Adam* (2016).
 *
 * @example
 * ```ts
 * import { nadam } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = nadam({ preset: 'optax', learningRate: 0.01 });
 * update(init(tensor([1])), tensor([0.1]))[1].item().toFixed(6); // => '0.985263'
 * ```
 */
export const nadam = (given: NadamOptions = {}): Optimizer => {
  const kinds = { presets, common: descentKinds, own: nadamKinds };
  const [options, own] = withPreset('nadam', kinds, given);
  return descend('nadam', options, scaleByNadam(own));
};
