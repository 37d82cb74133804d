import { type earlyStopping, isKernel, l2, maxNorm, type randomFlip } from '@puregrad/regularizers';
import { ones, type Tensor } from '@puregrad/tensors';
import { type Call, type Calls, call, notCalled } from '../call.ts';
import { images, matrix, point, seed } from '../values.ts';

const weights = { use: (f: (x: Tensor) => Tensor) => f(matrix()) };
const augmented = { use: (f: (k: Tensor, x: Tensor) => Tensor) => f(seed(), images()) };
const augmentation = (options: object, more: Omit<Call, 'args'> = {}): readonly Call[] =>
  call(() => [options], { ...augmented, ...more });
const noise = call(() => [matrix(), { rate: 0.5, key: seed() }]);
/** Options that are a number, or one number for each image. */
const onImages = (option: string): readonly Call[] =>
  call(() => [images(), { [option]: 1 }], { also: { [`1.${option}`]: ['tensor'] } });

export const regularizers: Calls<typeof import('@puregrad/regularizers')> = {
  alphaDropout: noise,
  elasticDistortion: augmentation({ alpha: 1, sigma: 1 }),
  randomErasing: augmentation({ probability: 1, area: [0.1, 0.2], aspect: [0.5, 2], value: 0 }),
  sampleAffine: call(() => [images(), { yToV: 1, xToV: 0, yToU: 0, xToU: 1, v0: 0, u0: 0 }], {
    also: Object.fromEntries(
      ['yToV', 'xToV', 'yToU', 'xToU', 'v0', 'u0'].map((name) => [`1.${name}`, ['tensor']]),
    ),
  }),
  sampleImages: call(() => [images(), { y: ones([1, 3, 3]), x: ones([1, 3, 3]) }]),
  channelDropout: noise,
  dropout: noise,
  earlyStopping: [
    ...call(() => [{ patience: 1, minDelta: 0, mode: 'min', warmup: 1 }], {
      use: (stop: { init: () => unknown; update: (s: unknown, o: unknown) => unknown }) =>
        stop.update(stop.init(), { epoch: 1, value: 1, candidate: 1 }),
    }),
    ...call(
      () => [
        { best: { epoch: 1, value: 1, candidate: 1 }, waited: 0 },
        { epoch: 2, value: 1, candidate: 1 },
      ],
      {
        of: (make: typeof earlyStopping) => make().update,
        also: {
          '0.best': ['nothing'],
          '0.best.candidate': ['any'],
          '0.best.epoch': ['any'],
          1: ['names'],
          '1.candidate': ['any'],
          '1.value': ['NaN'],
        },
      },
    ),
  ],
  gaussianDropout: noise,
  maxNorm: [
    ...call(() => [1, { axis: 0 }], weights),
    ...call(() => [matrix()], { of: (make: typeof maxNorm) => make(1) }),
  ],
  minMaxNorm: call(() => [{ min: 0.1, max: 1, rate: 1, axis: 0 }], weights),
  nonNegative: call(() => [], weights),
  elasticNet: call(() => [{ l1: 0.1, l2: 0.1 }], weights),
  l1: call(() => [0.1], weights),
  l2: [
    ...call(() => [0.1], weights),
    ...call(() => [matrix()], {
      of: (make: typeof l2) => make(0.1),
      also: { 0: ['number', 'NaN'] },
    }),
  ],
  l2Half: call(() => [0.1], weights),
  penaltyMonoid: notCalled('no function'),
  projectionMonoid: notCalled('no function'),
  isKernel: call(() => ['dense1.kernel', matrix()], { also: { 1: ['any'] } }),
  onKernels: call(() => [maxNorm(1)], { use: (f: (p: unknown) => unknown) => f(point()) }),
  penalize: call(() => [isKernel, l2(0.1)], { use: (f: (p: unknown) => unknown) => f(point()) }),
  penalizeKernels: call(() => [l2(0.1)], { use: (f: (p: unknown) => unknown) => f(point()) }),
  project: call(() => [isKernel, (w: Tensor) => w], {
    use: (f: (p: unknown) => unknown) => f(point()),
  }),
  unitNorm: call(() => [{ axis: 0 }], weights),
  randomShift: augmentation({ dy: 1, dx: 1 }),
  randomRotation: augmentation({ degrees: 10 }),
  randomZoom: augmentation({ factor: 1.1 }),
  randomShear: augmentation({ slope: 0.1 }),
  randomFlip: [
    ...augmentation({ probability: 0.5 }),
    ...call(() => [seed(), images()], { of: (make: typeof randomFlip) => make() }),
  ],
  randomBrightness: augmentation({ delta: 0.1 }),
  gaussianNoise: augmentation({ std: 0.1 }),
  composeAugmentations: call(() => [(_: Tensor, x: Tensor) => x], augmented),
  augmentationMonoid: notCalled('no function'),
  onFlat: call(() => [{ height: 1, width: 2, channels: 1 }, (_: Tensor, x: Tensor) => x], {
    use: (f: (k: Tensor, x: Tensor) => Tensor) => f(seed(), matrix()),
  }),
  shiftImages: call(() => [images(), { dy: 1, dx: 1 }], {
    also: { '1.dy': ['tensor'], '1.dx': ['tensor'] },
  }),
  rotateImages: onImages('degrees'),
  zoomImages: onImages('factor'),
  shearImages: onImages('slope'),
  flipHorizontal: call(() => [images()]),
};
