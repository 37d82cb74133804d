import {
  elu,
  gelu,
  leakyRelu,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  type Tensor,
  tanh,
} from '@puregrad/tensors';
import type { Kinds } from '@puregrad/tensors/interpreters';

/** The activations that can be named where a layer has one built in, with their usual settings. */
export type ActivationName =
  | 'relu'
  | 'leakyRelu'
  | 'elu'
  | 'selu'
  | 'gelu'
  | 'silu'
  | 'mish'
  | 'softplus'
  | 'softsign'
  | 'sigmoid'
  | 'tanh';

export const activations: { readonly [A in ActivationName]: (x: Tensor) => Tensor } = {
  relu,
  leakyRelu: leakyRelu(),
  elu: elu(),
  selu,
  gelu: gelu(),
  silu,
  mish,
  softplus,
  softsign,
  sigmoid,
  tanh,
};

/** All of them, or none. */
export const activationKinds: Kinds = `${Object.keys(activations)
  .map((name) => `'${name}'`)
  .join('|')}?` as Kinds;

export const isActivationName = (name: unknown): name is ActivationName =>
  typeof name === 'string' && Object.hasOwn(activations, name);
