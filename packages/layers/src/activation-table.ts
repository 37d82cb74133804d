import type { ActivationName } from './activation-names.ts';
import {
  elu,
  gelu,
  hardSigmoid,
  leakyRelu,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
} from './activations.ts';
import type { InitializerName } from './initializers-by-name.ts';
import { prelu, rrelu } from './learned-activations.ts';
import type { SameShape } from './network.ts';

/** The settings of all activations. Each takes its own. */
export interface ActivationSettings {
  readonly alpha?: number;
  readonly approximate?: boolean;
  readonly slope?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly name?: string;
}

/** An activation that a user chooses by its name. */
export interface NamedActivation {
  /** Makes the layer, with its usual settings by default. */
  readonly make: (settings?: ActivationSettings) => SameShape;
  /** The initializer for kernels before it. */
  readonly usualInit: InitializerName;
}

/** The names of the layers that are activations: those that `dense` has built in, and those for which it needs a layer. */
export type ActivationLayerName = ActivationName | 'hardSigmoid' | 'prelu' | 'rrelu';

/**
 * All activations by their names, for programs that let users choose. The usual initializer is Glorot's for those that
 * saturate, LeCun's for the self-normalizing one, and He's for the rectifiers.
 *
 * @example
 * ```ts
 * import { apply, input } from '@puregrad/layers';
 * import { activationsByName } from '@puregrad/layers/names';
 * import { tensor } from '@puregrad/tensors';
 * const { make, usualInit } = activationsByName.relu;
 * usualInit; // => 'heNormal'
 * apply(make()(input(2)))({}, {}, tensor([[-1, 2]]))[0].toArray(); // => [[0, 2]]
 * ```
 */
export const activationsByName: { readonly [A in ActivationLayerName]: NamedActivation } = {
  relu: { make: relu, usualInit: 'heNormal' },
  leakyRelu: { make: leakyRelu, usualInit: 'heNormal' },
  prelu: { make: prelu, usualInit: 'heNormal' },
  rrelu: { make: rrelu, usualInit: 'heNormal' },
  elu: { make: elu, usualInit: 'heNormal' },
  selu: { make: selu, usualInit: 'lecunNormal' },
  gelu: { make: gelu, usualInit: 'heNormal' },
  silu: { make: silu, usualInit: 'heNormal' },
  mish: { make: mish, usualInit: 'heNormal' },
  softplus: { make: softplus, usualInit: 'heNormal' },
  softsign: { make: softsign, usualInit: 'glorotUniform' },
  sigmoid: { make: sigmoid, usualInit: 'glorotUniform' },
  hardSigmoid: { make: hardSigmoid, usualInit: 'glorotUniform' },
  tanh: { make: tanh, usualInit: 'glorotUniform' },
};
