import {
  type EluOptions,
  elu as eluOf,
  type GeluOptions,
  gelu as geluOf,
  type HardSigmoidOptions,
  hardSigmoid as hardSigmoidOf,
  type LeakyReluOptions,
  leakyRelu as leakyReluOf,
  type Static,
  type Tensor,
} from '@puregrad/tensors';
import { type ActivationName, activations } from './activation-names.ts';
import { noVariables } from './layer.ts';
import { type Keep, sameWidthLayer } from './network.ts';

/** A layer that applies a function of tensors, with the settings that describe it. */
const applying = (
  kind: string,
  config: { readonly [name: string]: Static },
  f: (x: Tensor) => Tensor,
): Keep =>
  sameWidthLayer(() => ({
    kind,
    config,
    init: () => noVariables,
    apply: ({ state }, x) => [f(x), state],
  }));

const named = (name: ActivationName) => (): Keep => applying(name, {}, activations[name]);

/** `max(x, 0)`. Pair it with He initialization. */
export const relu: () => Keep = named('relu');

/** `1 / (1 + e⁻ˣ)`. It saturates: its derivative is at most ¼. */
export const sigmoid: () => Keep = named('sigmoid');

/** The hyperbolic tangent. */
export const tanh: () => Keep = named('tanh');

/** `ln(1 + eˣ)`. */
export const softplus: () => Keep = named('softplus');

/** `x / (1 + |x|)`. */
export const softsign: () => Keep = named('softsign');

/** The self-normalizing `λx` and `λα(eˣ - 1)`; pair it with LeCun initialization. */
export const selu: () => Keep = named('selu');

/** `x · sigmoid(x)`, also called swish. */
export const silu: () => Keep = named('silu');

/** `x · tanh(softplus(x))`. */
export const mish: () => Keep = named('mish');

/** `x` above 0, `αx` below; α is 0.01 by default. */
export const leakyRelu = ({ alpha = 0.01 }: LeakyReluOptions = {}): Keep =>
  applying('leakyRelu', { alpha }, leakyReluOf({ alpha }));

/** `x` above 0, `α(eˣ - 1)` below; α is 1 by default (Clevert et al., ICLR 2016). */
export const elu = ({ alpha = 1 }: EluOptions = {}): Keep =>
  applying('elu', { alpha }, eluOf({ alpha }));

/** `x Φ(x)`, exact by default. */
export const gelu = ({ approximate = false }: GeluOptions = {}): Keep =>
  applying('gelu', { approximate }, geluOf({ approximate }));

/** `slope · x + ½`, held between 0 and 1; the slope is 1/6 by default. */
export const hardSigmoid = ({ slope = 1 / 6 }: HardSigmoidOptions = {}): Keep =>
  applying('hardSigmoid', { slope }, hardSigmoidOf({ slope }));
