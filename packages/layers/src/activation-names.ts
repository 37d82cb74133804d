import { elu, relu, sigmoid, softplus, type Tensor, tanh } from '@puregrad/tensors';

/** The activations that can be named where a layer has one built in. */
export type ActivationName = 'relu' | 'elu' | 'sigmoid' | 'tanh' | 'softplus';

export const activations: { readonly [A in ActivationName]: (x: Tensor) => Tensor } = {
  relu,
  elu: (x) => elu(x),
  sigmoid,
  tanh,
  softplus,
};

export const isActivationName = (name: unknown): name is ActivationName =>
  typeof name === 'string' && Object.hasOwn(activations, name);
