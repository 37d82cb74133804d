import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import { chain } from '../gradient-transform.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import { addDecayedWeights } from '../transforms/add-decayed-weights.ts';
import { adamKinds, type ScaleByAdamOptions, scaleByAdam } from '../transforms/scale-by-adam.ts';
import { scaleByTrustRatio } from '../transforms/scale-by-trust-ratio.ts';

/** The libraries that have LAMB. */
export type LambPreset = Extract<Preset, 'keras3' | 'optax'>;

export interface LambOptions extends ScaleByAdamOptions, DescentOptions {
  /** The paper's ε of 1e-6 by default; PyTorch has no LAMB. */
  readonly preset?: LambPreset;
}

const presets: Presets<LambPreset, Omit<LambOptions, 'preset'>> = {
  keras3: { learningRate: 1e-3, eps: 1e-7, decoupled: true },
  optax: { eps: 1e-6 },
};

/**
 * LAMB: Adam whose step in each tensor has the norm of the tensor times η (0.001 by default).
 * It is for large batches. The weight decay is part of the ratio, `u ← m̂/(√ŝ + ε) + λw`, unless
 * `decoupled`, as in Keras.
 *
 * Source: You et al., *Large batch optimization for deep learning* (ICLR 2020).
 *
 * @example
 * ```ts
 * import { lamb } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = lamb({ learningRate: 0.25 });
 * update(init(tensor([4, 0])), tensor([1, 0]))[1].toArray(); // => [3, 0]
 * ```
 */
export const lamb = (given: LambOptions = {}): Optimizer => {
  const [options, own] = withPreset(
    'lamb',
    {
      presets,
      common: descentKinds,
      own: adamKinds,
      unnamed: { learningRate: 1e-3, eps: 1e-6 },
    },
    given,
  );
  const { weightDecay = 0, decayMask, decoupled = false } = options;
  const inside = addDecayedWeights(decoupled ? 0 : weightDecay, { mask: decayMask });
  return descend(
    'lamb',
    decoupled ? options : { ...options, weightDecay: 0 },
    chain(scaleByAdam(own), inside, scaleByTrustRatio()),
  );
};
