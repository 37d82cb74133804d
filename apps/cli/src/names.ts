import {
  elu,
  gelu,
  glorotNormal,
  glorotTruncatedNormal,
  glorotUniform,
  heNormal,
  heTruncatedNormal,
  heUniform,
  type Initializer,
  type Keep,
  leakyRelu,
  lecunNormal,
  lecunTruncatedNormal,
  lecunUniform,
  mish,
  orthogonal,
  prelu,
  relu,
  rrelu,
  selu,
  sigmoid,
  silu,
  tanh,
  xavierForRelu,
  xavierForSigmoid,
} from '@puregrad/layers';
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamW,
  type LearningRate,
  lamb,
  lion,
  momentum,
  nadam,
  nesterov,
  type Optimizer,
  radam,
  rmsprop,
  sgd,
} from '@puregrad/optimizers';

/** The names in a table, in its order. */
export const namesIn = <T extends object>(table: T): readonly (keyof T & string)[] =>
  Object.keys(table) as (keyof T & string)[];

export const initializers = {
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
} satisfies Readonly<Record<string, Initializer>>;

export type InitializerName = keyof typeof initializers;

/** Each activation with the initializer that suits it: Glorot if it saturates, LeCun if it normalizes itself, He otherwise. */
export const activations = {
  relu: { stage: relu, init: 'heNormal' },
  leakyRelu: { stage: leakyRelu, init: 'heNormal' },
  prelu: { stage: prelu, init: 'heNormal' },
  rrelu: { stage: rrelu, init: 'heNormal' },
  elu: { stage: elu, init: 'heNormal' },
  selu: { stage: selu, init: 'lecunNormal' },
  gelu: { stage: gelu, init: 'heNormal' },
  silu: { stage: silu, init: 'heNormal' },
  mish: { stage: mish, init: 'heNormal' },
  sigmoid: { stage: sigmoid, init: 'glorotUniform' },
  tanh: { stage: tanh, init: 'glorotUniform' },
} satisfies Readonly<
  Record<string, { readonly stage: () => Keep; readonly init: InitializerName }>
>;

export type ActivationName = keyof typeof activations;

/** Each optimizer with the learning rate that suits it on inputs scaled to [0, 1]. */
export const optimizers = {
  adam: { make: adam, learningRate: 1e-3 },
  adamW: { make: adamW, learningRate: 1e-3 },
  nadam: { make: nadam, learningRate: 1e-3 },
  radam: { make: radam, learningRate: 1e-3 },
  adamax: { make: adamax, learningRate: 2e-3 },
  adagrad: { make: adagrad, learningRate: 0.01 },
  adadelta: { make: adadelta, learningRate: 1 },
  rmsprop: { make: rmsprop, learningRate: 1e-3 },
  lion: { make: lion, learningRate: 1e-4 },
  lamb: { make: lamb, learningRate: 5e-3 },
  sgd: { make: sgd, learningRate: 0.1 },
  momentum: { make: momentum, learningRate: 0.05 },
  nesterov: { make: nesterov, learningRate: 0.05 },
} satisfies Readonly<
  Record<
    string,
    {
      readonly make: (options: { readonly learningRate: LearningRate }) => Optimizer;
      readonly learningRate: number;
    }
  >
>;

export type OptimizerName = keyof typeof optimizers;
