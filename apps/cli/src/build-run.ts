import {
  batchNorm,
  dense,
  dropout,
  elu,
  gelu,
  glorotNormal,
  glorotTruncatedNormal,
  glorotUniform,
  heNormal,
  heTruncatedNormal,
  heUniform,
  type Initializer,
  input,
  type Keep,
  leakyRelu,
  lecunNormal,
  lecunTruncatedNormal,
  lecunUniform,
  mish,
  type Network,
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
  after,
  before,
  clipByGlobalNorm,
  cosineDecay,
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
import {
  type Augmentation,
  composeAugmentations,
  elasticDistortion,
  elasticNet,
  gaussianNoise,
  maxNorm,
  onFlat,
  onKernels,
  randomRotation,
  randomShift,
  randomZoom,
} from '@puregrad/regularizers';
import type { Choice, TrainSettings } from './train-settings.ts';

const activations: { readonly [A in Choice<'activation'>]: () => Keep } = {
  relu,
  leakyRelu,
  prelu,
  rrelu,
  elu,
  selu,
  gelu,
  silu,
  mish,
  sigmoid,
  tanh,
};

const initializers: { readonly [I in Choice<'init'>]: Initializer } = {
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

const optimizers: {
  readonly [O in Choice<'optimizer'>]: (options: { learningRate: LearningRate }) => Optimizer;
} = {
  adam,
  adamW,
  nadam,
  radam,
  adamax,
  adagrad,
  adadelta,
  rmsprop,
  lion,
  lamb,
  sgd,
  momentum,
  nesterov,
};

/** Dense layers of the given widths, each with batch norm, activation and dropout as asked for. */
export const buildNetwork = (
  settings: TrainSettings,
  features: number,
  classes: number,
): Network => {
  const { l1, l2 } = settings;
  const options = {
    kernelInit: initializers[settings.init],
    ...(l1 > 0 || l2 > 0 ? { kernelRegularizer: elasticNet({ l1, l2 }) } : {}),
  };
  const hidden = settings.hidden.reduce<Network>((network, width) => {
    const stages: readonly ((network: Network) => Network)[] = [
      // Batch norm has a bias of its own.
      dense(width, { ...options, useBias: !settings.batchNorm }),
      ...(settings.batchNorm ? [batchNorm()] : []),
      activations[settings.activation](),
      ...(settings.dropout > 0 ? [dropout(settings.dropout)] : []),
    ];
    return stages.reduce((built, stage) => stage(built), network);
  }, input(features));
  return dense(classes, options)(hidden);
};

/** The optimizer with its schedule, its clip before and its projection after. */
export const buildOptimizer = (settings: TrainSettings, steps: number): Optimizer => {
  const { learningRate, schedule, clipNorm, maxNorm: radius } = settings;
  const base = optimizers[settings.optimizer]({
    learningRate: schedule === 'cosine' ? cosineDecay({ from: learningRate, steps }) : learningRate,
  });
  const clipped = clipNorm === undefined ? base : before(clipByGlobalNorm(clipNorm))(base);
  return radius === undefined ? clipped : after(onKernels(maxNorm(radius)))(clipped);
};

/** The σ that Simard et al. found good on digits. */
const SMOOTHNESS = 4;

/** What is done to the inputs of training steps, on images of this height and width. */
export const buildAugmentation = (
  { augment, noise }: TrainSettings,
  shape: readonly number[] | undefined,
): Augmentation | undefined => {
  const { shift, rotation, zoom, elastic } = augment;
  const [height = 1, width = 1] = shape ?? [];
  const onImages = [
    ...(shift === undefined ? [] : [randomShift({ dx: shift, dy: shift })]),
    ...(rotation === undefined ? [] : [randomRotation({ degrees: rotation })]),
    ...(zoom === undefined ? [] : [randomZoom({ factor: 1 + zoom })]),
    ...(elastic === undefined ? [] : [elasticDistortion({ alpha: elastic, sigma: SMOOTHNESS })]),
  ];
  const all = [
    ...(onImages.length === 0
      ? []
      : [onFlat({ height, width }, composeAugmentations(...onImages))]),
    ...(noise > 0 ? [gaussianNoise({ std: noise })] : []),
  ];
  return all.length === 0 ? undefined : composeAugmentations(...all);
};
