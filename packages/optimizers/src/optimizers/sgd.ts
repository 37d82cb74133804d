import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import { transformMonoid } from '../gradient-transform.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';

export interface SgdOptions extends DescentOptions {
  /** The default rate: 0.001 with `torch`, the default, and 0.01 with `keras3`; the others have none. */
  readonly preset?: Preset;
}

const presets: Presets<Preset, Omit<SgdOptions, 'preset'>> = {
  torch: { learningRate: 1e-3 },
  tf1: {},
  keras3: { learningRate: 0.01, decoupled: true },
  optax: {},
  lecture: {},
};

/**
 * Gradient descent: `w ← w - ηg`.
 *
 * @throws ArgumentError if the rate is negative, or if neither the call nor the preset has one.
 * @example
 * ```ts
 * import { sgd } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const descent = sgd({ learningRate: 0.5 });
 * const [, params] = descent.update(descent.init([tensor([1, 2])]), [tensor([2, 0])]);
 * params[0].toArray(); // => [0, 2]
 * ```
 */
export const sgd = (given: SgdOptions = {}): Optimizer => {
  const [options] = withPreset('sgd', { presets, common: descentKinds, own: {} }, given);
  return descend('sgd', options, transformMonoid.empty);
};
