import {
  batchNorm,
  dense,
  dropout,
  type Initializer,
  input,
  type Network,
  residual,
} from '@puregrad/layers';
import { activationsByName, initializersByName } from '@puregrad/layers/names';
import { cosineDecay, type Optimizer } from '@puregrad/optimizers';
import { optimizersByName } from '@puregrad/optimizers/names';
import {
  type Augmentation,
  composeAugmentations,
  elasticDistortion,
  elasticNet,
  gaussianNoise,
  onFlat,
  randomRotation,
  randomShift,
  randomZoom,
} from '@puregrad/regularizers';
import { div } from '@puregrad/tensors';
import type { AnyOption } from './options/option.ts';
import { type TrainSettings, trainOptions } from './options/train/train-options.ts';

type Stage = (network: Network<number, number>) => Network<number, number>;

const inARow =
  (stages: readonly Stage[]): Stage =>
  (network) =>
    stages.reduce((built, stage) => stage(built), network);

/** Dense layers of the given widths, each with batch norm, activation and dropout as asked for; or residual blocks. */
export const buildNetwork = (
  settings: TrainSettings,
  features: number,
  classes: number,
): Network<number, number> => {
  const { l1, l2, hidden } = settings;
  const kernelInit = initializersByName[settings.init];
  const options = {
    kernelInit,
    ...(l1 > 0 || l2 > 0 ? { kernelRegularizer: elasticNet({ l1, l2 }) } : {}),
  };
  const hiddenLayer = (width: number): Stage =>
    inARow([
      // Batch norm has a bias of its own.
      dense(width, { ...options, useBias: !settings.batchNorm }),
      ...(settings.batchNorm ? [batchNorm()] : []),
      activationsByName[settings.activation].make(),
      ...(settings.dropout > 0 ? [dropout(settings.dropout)] : []),
    ]);
  // Each block adds to the variance. Divided by their number, it stays in bounds however many there are.
  const addedInit: Initializer = (key, shape, dtype) =>
    div(kernelInit(key, shape, dtype), Math.sqrt(hidden.length));
  const block = (width: number): Stage =>
    residual(inARow([hiddenLayer(width), dense(width, { ...options, kernelInit: addedInit })]));
  const stages = hidden.map((width, i) => {
    if (!settings.residual) return hiddenLayer(width);
    const isChange = width !== (hidden[i - 1] ?? features);
    return inARow([...(isChange ? [dense(width, options)] : []), block(width)]);
  });
  return dense(classes, options)(inARow(stages)(input(features)));
};

/** The optimizer with its schedule, and with what options wrap around it: clips before, projections after. */
export const buildOptimizer = (settings: TrainSettings, steps: number): Optimizer => {
  const { learningRate, schedule } = settings;
  const base = optimizersByName[settings.optimizer].make({
    learningRate: schedule === 'cosine' ? cosineDecay({ from: learningRate, steps }) : learningRate,
  });
  return Object.entries<AnyOption>(trainOptions).reduce((optimizer, [name, { wrap }]) => {
    const value = settings[name as keyof TrainSettings];
    return wrap === undefined || value === undefined ? optimizer : wrap(value)(optimizer);
  }, base);
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
