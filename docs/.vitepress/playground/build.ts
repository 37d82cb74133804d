import {
  batchNorm,
  conv2d,
  dense,
  dropout,
  flatten,
  type Initializer,
  input,
  maxPool2d,
  type Network,
  reshapeTo,
  residual,
} from '@puregrad/layers';
import { activationsByName, initializersByName } from '@puregrad/layers/names';
import { after, type Optimizer } from '@puregrad/optimizers';
import { optimizersByName } from '@puregrad/optimizers/names';
import { l2, maxNorm, onKernels } from '@puregrad/regularizers';
import { mul, normal, pipe } from '@puregrad/tensors';
import type { Settings } from './settings.ts';

/** The packages' initializers, and one whose weights are too small to learn from. */
const initializers: { readonly [I in Settings['initializer']]: Initializer } = {
  ...initializersByName,
  small: (key, shape, dtype) => mul(normal(key, shape, { dtype }), 0.01),
};

/** The network that the settings ask for. */
export const buildNetwork = (
  s: Settings,
  features: number,
  classes: number,
): Network<number, number> => {
  const options = {
    kernelInit: initializers[s.initializer],
    ...(s.l2 > 0 ? { kernelRegularizer: l2(s.l2) } : {}),
  };
  const hidden = (before: Network<number, number>): Network<number, number> => {
    let network: Network<number, number> = dense(s.width, options)(before);
    if (s.batchNorm) network = batchNorm()(network);
    network = activationsByName[s.activation].make()(network);
    return s.dropout > 0 ? dropout(s.dropout)(network) : network;
  };
  let network: Network<number, number> = input(features);
  if (s.convolution && s.data === 'digits')
    network = pipe(
      network,
      reshapeTo([28, 28, 1]),
      conv2d(8, { window: 5, ...options }),
      activationsByName[s.activation].make(),
      maxPool2d({ window: 2 }),
      flatten(),
    );
  for (let i = 0; i < s.depth; i++)
    network = (s.residual && i > 0 ? residual(hidden) : hidden)(network);
  return dense(classes, options)(network);
};

export const buildOptimizer = ({
  optimizer,
  learningRate,
  maxNorm: radius,
}: Settings): Optimizer => {
  const base = optimizersByName[optimizer].make({ learningRate });
  return radius > 0 ? after(onKernels(maxNorm(radius)))(base) : base;
};
