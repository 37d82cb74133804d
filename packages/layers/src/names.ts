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
import {
  glorotNormal,
  glorotTruncatedNormal,
  glorotUniform,
  heNormal,
  heTruncatedNormal,
  heUniform,
  type Initializer,
  lecunNormal,
  lecunTruncatedNormal,
  lecunUniform,
  xavierForRelu,
  xavierForSigmoid,
} from './initializers.ts';
import { prelu, rrelu } from './learned-activations.ts';
import type { SameShape } from './network.ts';
import { orthogonal } from './orthogonal.ts';

/** The names of the initializers. */
export type InitializerName =
  | 'heNormal'
  | 'heUniform'
  | 'heTruncatedNormal'
  | 'glorotNormal'
  | 'glorotUniform'
  | 'glorotTruncatedNormal'
  | 'lecunNormal'
  | 'lecunUniform'
  | 'lecunTruncatedNormal'
  | 'xavierForSigmoid'
  | 'xavierForRelu'
  | 'orthogonal';

/**
 * All initializers of kernels by their names, for programs that let users choose.
 *
 * @example
 * ```ts
 * import { initializersByName } from '@puregrad/layers/names';
 * import { key } from '@puregrad/tensors';
 * initializersByName.heNormal(key(1), [3, 2], 'float32').shape; // => [3, 2]
 * ```
 */
export const initializersByName: { readonly [I in InitializerName]: Initializer } = {
  heNormal,
  heUniform,
  heTruncatedNormal,
  glorotNormal,
  glorotUniform,
  glorotTruncatedNormal,
  lecunNormal,
  lecunUniform,
  lecunTruncatedNormal,
  xavierForSigmoid,
  xavierForRelu,
  orthogonal: orthogonal(),
};

/** An activation that a user chooses by its name. */
export interface NamedActivation {
  /** The layer with its usual settings. */
  readonly make: () => SameShape;
  /** The initializer for kernels before it. */
  readonly usualInit: InitializerName;
}

/** The names of the layers that are activations: those that `dense` has built in, and the learned ones. */
export type ActivationLayerName = ActivationName | 'hardSigmoid' | 'prelu' | 'rrelu';

/**
 * All activations by their names, for programs that let users choose: Glorot's initializers for those that
 * saturate, LeCun's for the one that normalizes itself, He's for all that rectify.
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
