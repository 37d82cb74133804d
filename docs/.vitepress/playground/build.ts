import {
  batchNorm,
  dense,
  dropout,
  elu,
  gelu,
  glorotNormal,
  heNormal,
  type Initializer,
  input,
  type Keep,
  leakyRelu,
  lecunNormal,
  type Network,
  relu,
  sigmoid,
  tanh,
} from '@puregrad/layers';
import {
  adagrad,
  adam,
  after,
  momentum,
  nesterov,
  type Optimizer,
  rmsprop,
  sgd,
} from '@puregrad/optimizers';
import { l2, maxNorm, onKernels } from '@puregrad/regularizers';
import { mul, normal } from '@puregrad/tensors';
import type { ActivationName, InitializerName, OptimizerName, Settings } from './settings.ts';

const activations: { readonly [A in ActivationName]: () => Keep } = {
  ...{ relu, leakyRelu, elu, gelu, tanh, sigmoid },
};

const initializers: { readonly [I in InitializerName]: Initializer } = {
  he: heNormal,
  glorot: glorotNormal,
  lecun: lecunNormal,
  small: (key, shape, dtype) => mul(normal(key, shape, { dtype }), 0.01),
};

const optimizers: {
  readonly [O in OptimizerName]: (options: { readonly learningRate: number }) => Optimizer;
} = { adam, sgd, momentum, nesterov, adagrad, rmsprop };

/** The network that the settings ask for. */
export const buildNetwork = (s: Settings, features: number, classes: number): Network => {
  const options = {
    kernelInit: initializers[s.initializer],
    ...(s.l2 > 0 ? { kernelRegularizer: l2(s.l2) } : {}),
  };
  let network: Network = input(features);
  for (let i = 0; i < s.depth; i++) {
    network = dense(s.width, options)(network);
    if (s.batchNorm) network = batchNorm()(network);
    network = activations[s.activation]()(network);
    if (s.dropout > 0) network = dropout(s.dropout)(network);
  }
  return dense(classes, options)(network);
};

export const buildOptimizer = ({
  optimizer,
  learningRate,
  maxNorm: radius,
}: Settings): Optimizer => {
  const base = optimizers[optimizer]({ learningRate });
  return radius > 0 ? after(onKernels(maxNorm(radius)))(base) : base;
};
