import {
  type ActivationLayerName,
  activationsByName,
  initializersByName,
} from '@puregrad/layers/names';
import { namesIn, oneOf, probability, toggle, widths } from '../codec.ts';
import { byKind, option } from '../option.ts';

/** The layers. */
export const networkOptions = {
  hidden: option({
    group: 'network',
    arg: 'widths',
    help: 'widths of the hidden layers, such as 256,128; or none',
    codec: widths,
    fallback: byKind(widths, [64, 64], [128]),
    vary: 'choices',
    tell: (list) => (list.length === 0 ? 'no hidden layers' : `hidden layers ${list.join(',')}`),
  }),
  residual: option({
    group: 'network',
    help: 'hidden layers as residual blocks, x + dense(activation(dense(x))); a dense layer before each change of width',
    codec: toggle,
    fallback: { kind: 'off', value: false },
    vary: 'choices',
    tell: () => 'residual blocks',
  }),
  activation: option({
    group: 'network',
    arg: 'name',
    help: 'the activation after each hidden layer',
    codec: oneOf(namesIn(activationsByName)),
    fallback: { kind: 'value', value: 'relu' },
    vary: 'choices',
  }),
  init: option({
    group: 'network',
    arg: 'name',
    help: 'the initializer of the kernels',
    codec: oneOf(namesIn(initializersByName)),
    fallback: {
      kind: 'derived',
      text: 'by activation, heNormal for relu',
      from: ({ activation }: { readonly activation: ActivationLayerName }) =>
        activationsByName[activation].usualInit,
    },
    vary: 'choices',
    tell: (name) => `initializer ${name}`,
  }),
  batchNorm: option({
    group: 'network',
    help: 'batch normalization before each activation',
    codec: toggle,
    fallback: { kind: 'off', value: false },
    vary: 'choices',
    tell: () => 'batch normalization',
  }),
  dropout: option({
    group: 'network',
    arg: 'rate',
    help: 'probability of dropping a hidden unit',
    codec: probability,
    fallback: { kind: 'off', value: 0 },
    vary: 'linear',
  }),
};
