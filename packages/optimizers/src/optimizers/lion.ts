import { type DescentOptions, decoupledKinds, descend } from '../descend.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import { lionKinds, type ScaleByLionOptions, scaleByLion } from '../transforms/scale-by-lion.ts';

/** The libraries that have Lion. */
export type LionPreset = Extract<Preset, 'keras3' | 'optax'>;

export interface LionOptions extends ScaleByLionOptions, Omit<DescentOptions, 'decoupled'> {
  /** The paper's numbers by default; PyTorch has no Lion. λ is 0.001 with `optax`. */
  readonly preset?: LionPreset;
}

const presets: Presets<LionPreset, Omit<LionOptions, 'preset'>> = {
  keras3: { learningRate: 0.001 },
  optax: { weightDecay: 1e-3 },
};

/**
 * Lion: every weight moves by η, in the direction of its momentum: `w ← w - η(u + λw)`. η is 1e-4 by
 * default, a tenth of a typical rate of Adam.
 *
 * Source: Chen et al., *Symbolic discovery of optimization algorithms* (NeurIPS 2023).
 *
 * @example
 * ```ts
 * import { lion } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = lion({ learningRate: 0.25 });
 * update(init(tensor([1, 1])), tensor([9, -1e-6]))[1].toArray(); // => [0.75, 1.25]
 * ```
 */
export const lion = (given: LionOptions = {}): Optimizer => {
  const [options, own] = withPreset(
    'lion',
    { presets, common: decoupledKinds, own: lionKinds, unnamed: { learningRate: 1e-4 } },
    given,
  );
  return descend('lion', { ...options, decoupled: true }, scaleByLion(own));
};
