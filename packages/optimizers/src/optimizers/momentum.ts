import type { KindsOf } from '@puregrad/tensors/interpreters';
import { type DescentOptions, descend, descentKinds } from '../descend.ts';
import { transformMonoid } from '../gradient-transform.ts';
import type { Optimizer } from '../optimizer.ts';
import { type Preset, type Presets, withPreset } from '../preset.ts';
import { trace } from '../transforms/trace.ts';

export interface MomentumOptions extends DescentOptions {
  /** The place of the rate: inside the velocity with `keras3` and `lecture`. `torch` by default. */
  readonly preset?: Preset;
  /** β, in [0, 1); 0.9 by default. */
  readonly momentum?: number;
  /** Nesterov's form, which looks ahead: `w ← w - η(g + βm)`; false by default. */
  readonly nesterov?: boolean;
  /** Scales the gradient that enters the velocity by 1 - dampening, from step 2; 0 by default. */
  readonly dampening?: number;
  /** True if the rate enters the velocity, `m ← βm + ηg`, as in the lecture; false by default. */
  readonly rateInside?: boolean;
}

const kinds: KindsOf<Omit<MomentumOptions, 'preset'>> = {
  ...descentKinds,
  momentum: 'number?',
  nesterov: 'boolean?',
  dampening: 'number?',
  rateInside: 'boolean?',
};

const presets: Presets<Preset, Omit<MomentumOptions, 'preset'>> = {
  torch: { learningRate: 1e-3 },
  tf1: {},
  keras3: { learningRate: 0.01, rateInside: true, decoupled: true },
  optax: {},
  lecture: { rateInside: true },
};

/**
 * Momentum: `m ← βm + g; w ← w - ηm`, as PyTorch and TensorFlow. η is 0.001 by default.
 *
 * The lecture's `m ← βm + ηg; w ← w - m` is `rateInside: true`. It is the same if η is constant.
 *
 * Source: Polyak (1964); Sutskever et al. (ICML 2013) for Nesterov's form.
 *
 * @throws ArgumentError if the momentum is outside [0, 1), or if neither the call nor the preset has a rate.
 * @example
 * ```ts
 * import { momentum } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = momentum({ learningRate: 1, momentum: 0.5 });
 * const [state] = update(init(tensor([0])), tensor([1]));
 * update(state, tensor([1]))[1].toArray(); // => [-2.5]
 * ```
 */
export const momentum = (given: MomentumOptions = {}): Optimizer => {
  const [options] = withPreset('momentum', { presets, common: kinds, own: {} }, given);
  const { momentum: decay = 0.9, nesterov = false, dampening = 0, rateInside = false } = options;
  const velocity = trace({ decay, nesterov, dampening });
  return rateInside
    ? descend('momentum', options, transformMonoid.empty, velocity)
    : descend('momentum', options, velocity);
};

/**
 * Momentum in Nesterov's form, `w ← w - η(g + βm)`: it looks ahead, so it turns earlier. Its
 * parameters are the point ahead: with `v = w - βm`, the lecture's `m ← βm + η∇J(w - βm); w ← w - m`
 * makes the same steps.
 *
 * @example
 * ```ts
 * import { nesterov } from '@puregrad/optimizers';
 * import { tensor } from '@puregrad/tensors';
 * const { init, update } = nesterov({ learningRate: 1, momentum: 0.5 });
 * update(init(tensor([0])), tensor([1]))[1].toArray(); // => [-1.5]
 * ```
 */
export const nesterov = (given: Omit<MomentumOptions, 'nesterov'> = {}): Optimizer => {
  const { nesterov: _, ...others } = kinds;
  const common: KindsOf<Omit<MomentumOptions, 'preset' | 'nesterov'>> = others;
  withPreset('nesterov', { presets, common, own: {} }, given);
  return momentum({ ...given, nesterov: true });
};
