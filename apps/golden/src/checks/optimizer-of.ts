import {
  type AdamOptions,
  adadelta,
  adagrad,
  adam,
  adamax,
  adamW,
  inverseTimeDecay,
  type LearningRate,
  lion,
  momentum,
  nadam,
  type Optimizer,
  radam,
  rmsprop,
  rprop,
  sgd,
} from '@puregrad/optimizers';
import { cast, take, tensor } from '@puregrad/tensors';
import { type Unsupported, unsupported } from '../check.ts';
import type { GoldenRecord } from '../format.ts';
import { booleanAt, numberAt, numbersAt, stringAt } from '../read.ts';
import { unknownSetting } from '../settings.ts';

/** One rate for all steps, or a list with one for each. */
const learningRateOf = (config: GoldenRecord): LearningRate => {
  if (config.learningRates === undefined) return numberAt(config, 'learningRate');
  const rates = numbersAt(config, 'learningRates');
  return (step) => take(tensor(rates, { dtype: step.dtype }), cast(step, 'int32'));
};

const adamOptions = (config: GoldenRecord): Omit<AdamOptions, 'preset'> => ({
  learningRate: learningRateOf(config),
  beta1: numberAt(config, 'beta1'),
  beta2: numberAt(config, 'beta2'),
  weightDecay: numberAt(config, 'weightDecay', 0),
  amsgrad: booleanAt(config, 'amsgrad', false),
});

/** The settings shared by nadam, radam and adamax. */
const momentsOptions = (config: GoldenRecord) => ({
  learningRate: learningRateOf(config),
  beta1: numberAt(config, 'beta1'),
  beta2: numberAt(config, 'beta2'),
  eps: numberAt(config, 'epsilon'),
  weightDecay: numberAt(config, 'weightDecay', 0),
});

const momentumOptions = (
  config: GoldenRecord,
  names: { readonly momentum: string; readonly nesterov?: string } = { momentum: 'momentum' },
): Parameters<typeof momentum>[0] => ({
  learningRate: learningRateOf(config),
  momentum: numberAt(config, names.momentum),
  nesterov: booleanAt(config, names.nesterov ?? 'nesterov', false),
  dampening: numberAt(config, 'dampening', 0),
  weightDecay: numberAt(config, 'weightDecay', 0),
});

const lectureMomentum = (config: GoldenRecord): Parameters<typeof momentum>[0] => ({
  preset: 'lecture',
  ...momentumOptions(config, { momentum: 'beta' }),
});

interface Rule {
  /** The settings that it reads, apart from the learning rate. */
  readonly settings: readonly string[];
  readonly make: (config: GoldenRecord) => Optimizer;
}

const adamSettings = ['beta1', 'beta2', 'epsilon', 'weightDecay', 'amsgrad'];

/** Whose rule it is, and which, to ours with its options. */
const rules: { readonly [rule: string]: Rule } = {
  'torch/sgd': {
    settings: ['momentum', 'nesterov', 'dampening', 'weightDecay'],
    make: (config) =>
      numberAt(config, 'momentum', 0) === 0
        ? sgd({
            learningRate: learningRateOf(config),
            weightDecay: numberAt(config, 'weightDecay', 0),
          })
        : momentum(momentumOptions(config)),
  },
  'torch/adam': {
    settings: adamSettings,
    make: (config) => adam({ ...adamOptions(config), eps: numberAt(config, 'epsilon') }),
  },
  'torch/adamw': {
    settings: adamSettings,
    make: (config) => adamW({ ...adamOptions(config), eps: numberAt(config, 'epsilon') }),
  },
  'torch/adagrad': {
    settings: ['initialAccumulator', 'epsilon', 'weightDecay', 'lrDecay'],
    make: (config) =>
      adagrad({
        learningRate:
          numberAt(config, 'lrDecay', 0) === 0
            ? learningRateOf(config)
            : inverseTimeDecay({
                from: numberAt(config, 'learningRate'),
                rate: numberAt(config, 'lrDecay'),
                steps: 1,
              }),
        initialAccumulator: numberAt(config, 'initialAccumulator', 0),
        eps: numberAt(config, 'epsilon'),
        weightDecay: numberAt(config, 'weightDecay', 0),
      }),
  },
  'torch/rmsprop': {
    settings: ['alpha', 'epsilon', 'momentum', 'centered', 'weightDecay'],
    make: (config) =>
      rmsprop({
        learningRate: learningRateOf(config),
        decay: numberAt(config, 'alpha'),
        eps: numberAt(config, 'epsilon'),
        momentum: numberAt(config, 'momentum', 0),
        centered: booleanAt(config, 'centered', false),
        weightDecay: numberAt(config, 'weightDecay', 0),
      }),
  },
  'torch/nadam': {
    settings: ['beta1', 'beta2', 'epsilon', 'momentumDecay', 'weightDecay'],
    make: (config) =>
      nadam({ ...momentsOptions(config), momentumDecay: numberAt(config, 'momentumDecay') }),
  },
  'torch/radam': {
    settings: ['beta1', 'beta2', 'epsilon', 'weightDecay'],
    make: (config) => {
      const { eps, ...options } = momentsOptions(config);
      return radam({ ...options, epsHat: eps });
    },
  },
  'torch/adamax': {
    settings: ['beta1', 'beta2', 'epsilon', 'weightDecay'],
    make: (config) => adamax(momentsOptions(config)),
  },
  'torch/adadelta': {
    settings: ['rho', 'epsilon', 'weightDecay'],
    make: (config) =>
      adadelta({
        learningRate: learningRateOf(config),
        decay: numberAt(config, 'rho'),
        eps: numberAt(config, 'epsilon'),
        weightDecay: numberAt(config, 'weightDecay', 0),
      }),
  },
  'torch/rprop': {
    settings: ['etaMinus', 'etaPlus', 'stepMin', 'stepMax'],
    make: (config) =>
      rprop({
        initialStep: numberAt(config, 'learningRate'),
        etaMinus: numberAt(config, 'etaMinus'),
        etaPlus: numberAt(config, 'etaPlus'),
        minStep: numberAt(config, 'stepMin'),
        maxStep: numberAt(config, 'stepMax'),
      }),
  },
  'tf1/gradientDescent': {
    settings: [],
    make: (config) => sgd({ preset: 'tf1', learningRate: learningRateOf(config) }),
  },
  'tf1/momentum': {
    settings: ['momentum', 'useNesterov'],
    make: (config) =>
      momentum({
        preset: 'tf1',
        ...momentumOptions(config, { momentum: 'momentum', nesterov: 'useNesterov' }),
      }),
  },
  'tf1/adagrad': {
    settings: ['initialAccumulator'],
    make: (config) =>
      adagrad({
        preset: 'tf1',
        learningRate: learningRateOf(config),
        initialAccumulator: numberAt(config, 'initialAccumulator'),
      }),
  },
  'tf1/rmsprop': {
    settings: ['decay', 'momentum', 'epsilon', 'centered'],
    make: (config) =>
      rmsprop({
        preset: 'tf1',
        learningRate: learningRateOf(config),
        decay: numberAt(config, 'decay'),
        momentum: numberAt(config, 'momentum', 0),
        centered: booleanAt(config, 'centered', false),
        epsRoot: numberAt(config, 'epsilon'),
      }),
  },
  'tf1/adam': {
    settings: ['beta1', 'beta2', 'epsilon'],
    make: (config) =>
      adam({ preset: 'tf1', ...adamOptions(config), epsHat: numberAt(config, 'epsilon') }),
  },
  'lecture/momentum': { settings: ['beta'], make: (config) => momentum(lectureMomentum(config)) },
  'lecture/nesterov': {
    settings: ['beta'],
    make: (config) => momentum({ ...lectureMomentum(config), nesterov: true }),
  },
  'lecture/adagrad': {
    settings: ['epsilon'],
    make: (config) =>
      adagrad({
        preset: 'lecture',
        learningRate: learningRateOf(config),
        epsRoot: numberAt(config, 'epsilon'),
      }),
  },
  'lecture/rmsprop': {
    settings: ['beta', 'epsilon'],
    make: (config) =>
      rmsprop({
        preset: 'lecture',
        learningRate: learningRateOf(config),
        decay: numberAt(config, 'beta'),
        epsRoot: numberAt(config, 'epsilon'),
      }),
  },
  'optax/lion': {
    settings: ['beta1', 'beta2', 'weightDecay'],
    make: (config) =>
      lion({
        preset: 'optax',
        learningRate: learningRateOf(config),
        beta1: numberAt(config, 'beta1'),
        beta2: numberAt(config, 'beta2'),
        weightDecay: numberAt(config, 'weightDecay', 0),
      }),
  },
  'lecture/adam': {
    settings: ['beta1', 'beta2', 'epsilon'],
    make: (config) =>
      adam({ preset: 'lecture', ...adamOptions(config), epsRoot: numberAt(config, 'epsilon') }),
  },
};

/** The optimizer that a configuration means, by options alone. */
export const optimizerOf = (config: GoldenRecord): Optimizer | Unsupported => {
  const name = `${stringAt(config, 'semantics')}/${stringAt(config, 'optimizer')}`;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule === undefined) return unsupported(`optimizer '${name}'`);
  const known = [...rule.settings, 'steps', 'learningRate', 'learningRates'];
  const setting = unknownSetting(config, known);
  return setting === undefined
    ? rule.make(config)
    : unsupported(`setting '${setting}' of optimizer '${name}'`);
};
