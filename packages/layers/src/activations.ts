import { elu as eluOf } from '@puregrad/tensors';
import { type ActivationName, activations } from './activation-names.ts';
import { noVariables } from './layer.ts';
import { type Keep, sameWidthLayer } from './network.ts';

const activation = (kind: ActivationName) => (): Keep =>
  sameWidthLayer(() => ({
    kind,
    config: {},
    init: () => noVariables,
    apply: ({ state }, x) => [activations[kind](x), state],
  }));

/** `max(x, 0)`. Pair it with He initialization. */
export const relu: () => Keep = activation('relu');

/** `1 / (1 + e⁻ˣ)`. It saturates: its derivative is at most ¼. */
export const sigmoid: () => Keep = activation('sigmoid');

/** The hyperbolic tangent. */
export const tanh: () => Keep = activation('tanh');

/** `ln(1 + eˣ)`. */
export const softplus: () => Keep = activation('softplus');

/** `x` above 0, `α(eˣ - 1)` below; α is 1 by default (Clevert et al., ICLR 2016). */
export const elu = ({ alpha = 1 }: { readonly alpha?: number } = {}): Keep =>
  sameWidthLayer(() => ({
    kind: 'elu',
    config: { alpha },
    init: () => noVariables,
    apply: ({ state }, x) => [eluOf(x, { alpha }), state],
  }));
