import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import { rssKinds, type ScaleByRssOptions, scaleByRss } from '../transforms/scale-by-rss.ts';

export interface AdagradOptions extends ScaleByRssOptions, DescentOptions {
  /** Determines the place of ε and the initial value of the sum; `torch` by default. */
  readonly preset?: Preset;
}

const presets: Presets<Preset, Omit<AdagradOptions, 'preset'>> = {
  torch: { learningRate: 0.01, eps: 1e-10 },
  tf1: { initialAccumulator: 0.1, eps: 0 },
  keras3: {
    learningRate: 1e-3,
    initialAccumulator: 0.1,
    eps: 0,
    epsRoot: 1e-7,
    decoupled: true,
  },
  optax: { initialAccumulator: 0.1, eps: 0, epsRoot: 1e-7 },
  lecture: { eps: 0, epsRoot: 1e-10 },
};

/**
 * AdaGrad: `s ← s + g²; w ← w - ηg/(√s + ε)`. η is 0.01 by default. TensorFlow 1 has no ε and starts
 * s at 0.1, Keras and Optax do the same but put ε inside the root; the lecture puts ε inside the root and starts s at 0.
 * See `preset`.
 *
 * Source: Duchi, Hazan, Singer (JMLR 2011).
 *
 * @example
 * ```ts
 * import { adagrad } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = adagrad({ learningRate: 0.5 });
 * update(init(tensor([1])), tensor([4]))[1].toArray(); // => [0.5]
 * ```
 */
export const adagrad = (given: AdagradOptions = {}): Optimizer => {
  const kinds = { presets, common: descentKinds, own: rssKinds };
  const [options, own] = withPreset('adagrad', kinds, given);
  return descend('adagrad', options, scaleByRss(own));
};
