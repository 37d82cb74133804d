import type { KindsOf } from '@puregrad/tensors/interpreters';
import { type DescentOptions, decoupledKinds, descend, descentKinds } from '../descend.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import { adamKinds, type ScaleByAdamOptions, scaleByAdam } from '../transforms/scale-by-adam.ts';

export interface AdamOptions extends ScaleByAdamOptions, DescentOptions {
  /** Determines the place and the size of ε; `torch` by default. */
  readonly preset?: Preset;
}

const presets: Presets<Preset, Omit<AdamOptions, 'preset'>> = {
  torch: { learningRate: 1e-3 },
  tf1: { learningRate: 1e-3, eps: 0, epsHat: 1e-8 },
  keras3: { learningRate: 1e-3, eps: 0, epsHat: 1e-7, decoupled: true },
  optax: {},
  lecture: { learningRate: 1e-3, eps: 0, epsRoot: 1e-8 },
};

/**
 * Adam: `w ← w - η m̂ / (√ŝ + ε)`; η is 0.001 by default. TensorFlow 1 and Keras have ε̂, outside the
 * root of the uncorrected s, and the lecture has ε inside the root; see `preset`.
 *
 * Source: Kingma & Ba, *Adam* (ICLR 2015).
 *
 * @example
 * ```ts
 * import { adam } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = adam({ learningRate: 0.01 });
 * const [state, params] = update(init({ w: tensor([1]) }), { w: tensor([0.1]) });
 * params.w.item().toFixed(6); // => '0.990000'
 * ```
 */
export const adam = (given: AdamOptions = {}): Optimizer => {
  const kinds = { presets, common: descentKinds, own: adamKinds };
  const [options, own] = withPreset('adam', kinds, given);
  return descend('adam', options, scaleByAdam(own));
};

/**
 * AMSGrad: Adam that divides by the largest second moment so far, so its rates never grow. Optax compares
 * the corrected moments, the other libraries the raw ones.
 *
 * Source: Reddi, Kale, Kumar, *On the convergence of Adam and beyond* (ICLR 2018).
 *
 * @example
 * ```ts
 * import { amsgrad } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = amsgrad({ learningRate: 0.01 });
 * update(init(tensor([1])), tensor([0.1]))[1].item().toFixed(6); // => '0.990000'
 * ```
 */
export const amsgrad = (given: Omit<AdamOptions, 'amsgrad'> = {}): Optimizer => {
  const { amsgrad: _, ...others } = adamKinds;
  const own: KindsOf<Omit<ScaleByAdamOptions, 'amsgrad'>> = others;
  withPreset('amsgrad', { presets, common: descentKinds, own }, given);
  return adam({ ...given, amsgrad: given.preset === 'optax' ? 'corrected' : true });
};

/** The libraries that have AdamW. */
export type AdamWPreset = Exclude<Preset, 'tf1' | 'lecture'>;

export interface AdamWOptions extends Omit<AdamOptions, 'preset' | 'decoupled'> {
  /** `torch` by default. λ is 0.01 there, 0.004 with `keras3`, 0.0001 with `optax`. */
  readonly preset?: AdamWPreset;
}

const adamWPresets: Presets<AdamWPreset, Omit<AdamWOptions, 'preset'>> = {
  torch: { ...presets.torch, weightDecay: 0.01 },
  keras3: { ...presets.keras3, weightDecay: 0.004 },
  optax: { weightDecay: 1e-4 },
};

/**
 * Adam with decoupled weight decay: `w ← w - η (m̂ / (√ŝ + ε) + λw)`, with η = 0.001 and λ = 0.01 by
 * default.
 *
 * Source: Loshchilov & Hutter, *Decoupled weight decay regularization* (ICLR 2019).
 *
 * @example
 * ```ts
 * import { adamW } from '@puregrad/optimizers';
 * const optimizer = adamW({ weightDecay: 0.05, decayMask: (path) => path.endsWith('kernel') });
 * ```
 */
export const adamW = (given: AdamWOptions = {}): Optimizer => {
  const kinds = { presets: adamWPresets, common: decoupledKinds, own: adamKinds };
  const [options, own] = withPreset('adamW', kinds, given);
  return descend('adamW', { ...options, decoupled: true }, scaleByAdam(own));
};
