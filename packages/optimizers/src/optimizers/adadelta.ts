import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import {
  adadeltaKinds,
  type ScaleByAdadeltaOptions,
  scaleByAdadelta,
} from '../transforms/scale-by-adadelta.ts';

/** The libraries that have AdaDelta. */
export type AdadeltaPreset = Exclude<Preset, 'lecture'>;

export interface AdadeltaOptions extends ScaleByAdadeltaOptions, DescentOptions {
  /** `torch` by default. Beware: η is 1 there, but 0.001 in TensorFlow 1 and Keras. */
  readonly preset?: AdadeltaPreset;
}

const presets: Presets<AdadeltaPreset, Omit<AdadeltaOptions, 'preset'>> = {
  torch: { learningRate: 1 },
  tf1: { learningRate: 1e-3, decay: 0.95, eps: 1e-8 },
  keras3: { learningRate: 1e-3, decay: 0.95, eps: 1e-7, decoupled: true },
  optax: {},
};

/**
 * AdaDelta: adaptive steps in the weights' own units, without a learning rate to choose. η is 1 by default.
 *
 * Source: Zeiler, *ADADELTA* (2012).
 *
 * @example
 * ```ts
 * import { adadelta } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = adadelta();
 * update(init(tensor([1])), tensor([4]))[1].item().toFixed(4); // => '0.9968'
 * ```
 */
export const adadelta = (given: AdadeltaOptions = {}): Optimizer => {
  const kinds = { presets, common: descentKinds, own: adadeltaKinds };
  const [options, own] = withPreset('adadelta', kinds, given);
  return descend('adadelta', options, scaleByAdadelta(own));
};
