import { dense, initialize, input } from '@puregrad/layers';
import {
  cosineDecay,
  type GradientTransform,
  type Optimizer,
  type reduceOnPlateau,
  sgd,
} from '@puregrad/optimizers';
import { type earlyStopping, isKernel, l2, maxNorm, type randomFlip } from '@puregrad/regularizers';
import { key, mul, ones, pipe, scalar, type Tensor } from '@puregrad/tensors';
import { type Call, type Calls, call, notCalled } from '../call.ts';
import { images, matrix, network, seed, variables, vector, whole } from '../values.ts';

const point = () => ({ w: { kernel: vector() } });
/** Two steps of what was made. */
const steps = {
  use: (optimizer: Optimizer) => {
    const [state] = optimizer.update(optimizer.init(point()), point());
    return optimizer.averaged(optimizer.update(state, point())[0]);
  },
};
const transformed = {
  use: (transform: GradientTransform) => {
    const context = { params: point(), step: scalar(1, { dtype: 'int32' }) };
    return transform.update(transform.init(point()), point(), context);
  },
};
const wrapped = {
  use: (wrap: (inner: Optimizer) => Optimizer) => steps.use(wrap(sgd())),
};
const scheduled = { use: (schedule: (step: Tensor) => Tensor) => schedule(scalar(3)) };

const descent = { learningRate: 0.1, weightDecay: 0.1, decoupled: true, decayMask: () => true };
const optimizer = (options: object): readonly Call[] =>
  call(() => [{ ...descent, preset: 'torch', ...options }], {
    ...steps,
    also: { '0.learningRate': ['function'], '0.amsgrad': ['string'] },
  });
const transform = (options: object): readonly Call[] => call(() => [options], transformed);
const adam = { beta1: 0.9, beta2: 0.99, eps: 1e-8, epsHat: 1e-8 };
const rms = { decay: 0.9, eps: 1e-8, epsRoot: 1e-8, centered: true, initialAccumulator: 0.1 };
const rprop = { initialStep: 0.1, etaMinus: 0.5, etaPlus: 1.2, minStep: 1e-6, maxStep: 50 };
const oneCycle = { steps: 10, rising: 0.3, anneal: 'cosine', threePhases: false };
const identity = (): GradientTransform => whole(sgd().transform);

export const optimizers: Calls<typeof import('@puregrad/optimizers')> = {
  chain: call(() => [identity(), identity()], transformed),
  stateful: call(() => [() => 1, (s: number, u: unknown) => [s, u]], transformed),
  stateless: call(() => [(u: unknown) => u], transformed),
  transformMonoid: notCalled('no function'),
  after: call(() => [(params: unknown) => params], wrapped),
  before: call(() => [identity()], wrapped),
  optimizer: [
    ...call(() => [point()], {
      of: () => sgd().init,
      also: {
        0: ['names', 'tensor', 'array'],
        '0.w': ['tensor', 'array'],
        '0.w.kernel': ['array', 'object'],
      },
    }),
    ...call(() => [whole(sgd().init(point())), point()], { of: () => sgd().update }),
    ...call(() => [whole(sgd().init(point()))], { of: () => sgd().averaged }),
    ...call(
      () => [
        identity(),
        { project: (p: unknown) => p, averaged: (s: { params: unknown }) => s.params },
      ],
      steps,
    ),
  ],
  adadelta: optimizer({ decay: 0.9, eps: 1e-6 }),
  adagrad: optimizer({ initialAccumulator: 0.1, eps: 1e-10, epsRoot: 1e-10 }),
  adam: optimizer({ ...adam, epsRoot: 1e-8, amsgrad: true }),
  adamW: call(() => [{ ...adam, learningRate: 0.1, weightDecay: 0.1, preset: 'keras3' }], {
    ...steps,
    also: { '0.learningRate': ['function'] },
  }),
  amsgrad: optimizer(adam),
  adamax: optimizer({ beta1: 0.9, beta2: 0.99, eps: 1e-8, epsNorm: 1e-8 }),
  lamb: optimizer({ ...adam, preset: 'keras3' }),
  lion: call(
    () => [{ learningRate: 0.1, weightDecay: 0.1, beta1: 0.9, beta2: 0.99, preset: 'optax' }],
    {
      ...steps,
      also: { '0.learningRate': ['function'] },
    },
  ),
  momentum: optimizer({ momentum: 0.9, nesterov: true, dampening: 0, rateInside: true }),
  nesterov: optimizer({ momentum: 0.9, rateInside: true }),
  nadam: optimizer({ beta1: 0.9, beta2: 0.99, eps: 1e-8, momentumDecay: 4e-3 }),
  radam: optimizer(adam),
  rmsprop: optimizer({ ...rms, momentum: 0.9, rateInside: true }),
  rprop: call(() => [{ ...rprop, preset: 'torch' }], steps),
  sgd: optimizer({}),
  reduceOnPlateau: [
    ...call(
      () => [{ factor: 0.1, patience: 1, threshold: 0, cooldown: 1, minScale: 0, mode: 'min' }],
      {
        use: (plateau: { init: () => unknown; update: (s: unknown, v: number) => unknown }) =>
          plateau.update(plateau.init(), 1),
      },
    ),
    ...call(() => [{ best: 1, waited: 0, cooling: 0, scale: 1 }, 1], {
      of: (make: typeof reduceOnPlateau) => make().update,
      also: { '0.best': ['nothing'], 1: ['NaN'] },
    }),
  ],
  cosineRestarts: call(() => [{ from: 1, to: 0, steps: 2, lengthen: 2, shrink: 0.5 }], scheduled),
  oneCycle: call(() => [{ ...oneCycle, max: 1, divFactor: 25, finalDivFactor: 1e4 }], scheduled),
  oneCycleEnds: call(() => [{ steps: 10, rising: 0.3, threePhases: false }]),
  oneCycleMomentum: call(() => [{ ...oneCycle, base: 0.8, max: 0.9 }], scheduled),
  multiStepDecay: call(() => [{ from: 1, rate: 0.1, milestones: [1, 2] }], scheduled),
  piecewiseConstant: call(
    () => [{ boundaries: [1, 2], rates: [1, 2, 3], oldAtBoundary: true }],
    scheduled,
  ),
  toState: call(() => [whole(sgd())], {
    use: (update: (g: unknown) => (s: unknown) => unknown) => update(point())(sgd().init(point())),
  }),
  addDecayedWeights: call(() => [0.1, { mask: () => true }], transformed),
  decoupledDecay: call(() => [0.1, 0.1, { mask: () => true }], {
    ...transformed,
    also: { 0: ['function'] },
  }),
  addNoise: transform({ eta: 0.1, gamma: 0.5, seed: 1 }),
  centralize: call(() => []),
  clipByGlobalNorm: call(() => [1, { eps: 1e-6 }], transformed),
  clipByNorm: call(() => [1, { eps: 1e-6 }], transformed),
  clipByValue: call(() => [1, -1], transformed),
  globalNorm: call(() => [{ a: vector() }], { also: { 0: ['any'], '0.a': ['any'] } }),
  scaleByAdadelta: transform({ decay: 0.9, eps: 1e-6 }),
  scaleByAdam: call(() => [{ ...adam, epsRoot: 1e-8, amsgrad: true }], {
    ...transformed,
    also: { '0.amsgrad': ['string'] },
  }),
  scaleByAdamax: transform({ beta1: 0.9, beta2: 0.99, eps: 1e-8, epsNorm: 1e-8 }),
  scaleByLearningRate: call(() => [0.1], { ...transformed, also: { 0: ['function'] } }),
  scaleByLion: transform({ beta1: 0.9, beta2: 0.99 }),
  scaleByNadam: transform({ beta1: 0.9, beta2: 0.99, eps: 1e-8, momentumDecay: 4e-3 }),
  scaleByRadam: transform(adam),
  scaleByRms: transform(rms),
  scaleByRprop: transform(rprop),
  scaleByRss: transform({ initialAccumulator: 0.1, eps: 1e-10, epsRoot: 1e-10 }),
  scaleByTrustRatio: call(() => []),
  trace: transform({ decay: 0.9, nesterov: true, dampening: 0.1 }),
  accumulate: call(() => [2], wrapped),
  adjustableRate: call(() => [whole(sgd())], steps),
  averageParams: call(() => [{ decay: 0.9, warmup: true }], wrapped),
  byGroup: call(() => [[() => true, whole(sgd())]], steps),
  freeze: call(() => [(path: string) => path === 'w.kernel'], wrapped),
  lookahead: call(() => [{ k: 2, alpha: 0.5 }], wrapped),
  sharpnessAware: call(() => [(w: Tensor) => [scalar(1), mul(w, 2)], { rho: 0.5 }], {
    use: (f: (w: Tensor) => unknown) => f(vector()),
  }),
  allFinite: call(() => [{ a: vector() }], { also: { 0: ['any'], '0.a': ['any'] } }),
  skipNonFinite: call(() => [], wrapped),
  scaleSchedule: call(() => [cosineDecay({ from: 1, steps: 2 }), 2], scheduled),
  joinSchedules: call(() => [[() => scalar(1), () => scalar(2)], [2]], scheduled),
  linearWarmup: call(() => [{ from: 0, to: 1, steps: 10 }], scheduled),
  warmupCosine: call(() => [{ from: 0, peak: 1, to: 0, warmup: 2, steps: 10 }], scheduled),
  constantRate: call(() => [0.1], scheduled),
  cosineDecay: [
    ...call(() => [{ from: 1, to: 0, steps: 10 }], scheduled),
    ...call(() => [scalar(3)], {
      of: (make: typeof cosineDecay) => make({ from: 1, steps: 10 }),
      also: { 0: ['number', 'NaN'] },
    }),
  ],
  exponentialDecay: call(() => [{ from: 1, rate: 0.1, steps: 10, staircase: true }], scheduled),
  inverseTimeDecay: call(() => [{ from: 1, rate: 0.1, steps: 10, staircase: true }], scheduled),
  powerDecay: call(() => [{ from: 1, steps: 10, power: 2 }], scheduled),
  polynomialDecay: call(() => [{ from: 1, to: 0, steps: 10, power: 2, cycle: true }], scheduled),
};

const weights = { use: (f: (x: Tensor) => Tensor) => f(matrix()) };
const augmented = { use: (f: (k: Tensor, x: Tensor) => Tensor) => f(seed(), images()) };
const augmentation = (options: object, more: Omit<Call, 'args'> = {}): readonly Call[] =>
  call(() => [options], { ...augmented, ...more });
const noise = call(() => [matrix(), { rate: 0.5, key: seed() }]);
/** What may be a number, or one number an image. */
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

/** Initializes a network with the stage, and trains it for a step. */
const stage = {
  use: (stage: never) => {
    const whole = pipe(input(2), stage as ReturnType<typeof dense>);
    const { params, state } = initialize(whole, key(1));
    return whole.layers[0]!.apply(
      { params: params[Object.keys(params)[0]!] ?? {}, state: state[Object.keys(state)[0]!] ?? {} },
      matrix(),
      { training: true, key: key(2) },
    );
  },
};
const plain = call(() => [], stage);
const initializer = call(() => [seed(), [2, 2], 'float32']);
const drawn = {
  use: (f: (...args: readonly unknown[]) => unknown) => f(seed(), [2, 2], 'float32'),
};
const ofNetwork = call(() => [network()]);
const ofParams = { use: (f: (params: unknown) => unknown) => f(variables().params) };
const applied = {
  use: (f: (...args: readonly unknown[]) => unknown) => {
    const { params, state } = variables();
    return f(params, state, matrix(), { training: true, key: key(1) });
  },
};
const kept = (width: number) => ({
  kind: 'own',
  inputWidth: width,
  outputWidth: width,
  config: {},
  init: () => ({ params: {}, state: {} }),
  apply: ({ state }: { state: unknown }, x: Tensor) => [x, state],
});

const ofPenalty = call(() => [variables().params], {
  of: (f: (n: unknown) => unknown) => f(pipe(input(2), dense(2, { kernelRegularizer: l2(1) }))),
  // It has no penalty.
  also: { '0.dense1.bias': ['any'] },
});
/** Calls of the function that `apply` and its like make of a network. */
const ofApply = call(
  () => [variables().params, variables().state, matrix(), { training: true, key: key(1) }],
  {
    of: (f: (n: unknown) => unknown) => f(network()),
    // Of other networks; what is missing is told.
    also: { 0: ['array'], 1: ['array'] },
  },
);

export const layers: Calls<typeof import('@puregrad/layers')> = {
  alphaDropout: call(() => [0.5], stage),
  apply: [...call(() => [network()], applied), ...ofApply],
  applyLayers: [...call(() => [network()], applied), ...ofApply],
  batchNorm: call(
    () => [{ decay: 0.9, epsilon: 1e-5, movingVariance: 'biased', name: 'a' }],
    stage,
  ),
  dense: call(
    () => [
      2,
      {
        activation: 'relu',
        kernelInit: (_: Tensor, shape: readonly number[]) => ones(shape),
        biasInit: (_: Tensor, shape: readonly number[]) => ones(shape),
        kernelRegularizer: l2(0.1),
        useBias: true,
        name: 'a',
      },
    ],
    stage,
  ),
  describeNetwork: ofNetwork,
  networkOf: call(() => [
    { inputWidth: 2, layers: [{ kind: 'dense', config: { units: 2, useBias: true } }] },
  ]),
  dropout: call(() => [0.5], stage),
  gaussianDropout: call(() => [0.5], stage),
  noVariables: notCalled('no function'),
  layerNorm: call(() => [{ epsilon: 1e-5, name: 'a' }], stage),
  prelu: call(() => [{ alpha: 0.25, name: 'a' }], stage),
  rrelu: call(() => [{ lower: 0.1, upper: 0.3 }], stage),
  orthogonal: call(() => [{ gain: 1 }], drawn),
  penalties: [...call(() => [network()], ofParams), ...ofPenalty],
  penalty: [...call(() => [network()], ofParams), ...ofPenalty],
  renewStatistics: [
    ...call(() => [network()], {
      use: (f: (...args: readonly unknown[]) => unknown) => {
        const { params, state } = variables();
        return f(params, state, [matrix()], { key: key(1) });
      },
    }),
    ...call(() => [variables().params, variables().state, [matrix()], { key: key(1) }], {
      of: (f: (n: unknown) => unknown) => f(network()),
      // Of no batches, too.
      also: { 2: ['string', 'object'] },
    }),
  ],
  initialize: call(() => [network(), seed(), { dtype: 'float32' }]),
  relu: plain,
  sigmoid: plain,
  tanh: plain,
  softplus: plain,
  softsign: plain,
  selu: plain,
  silu: plain,
  mish: plain,
  leakyRelu: call(() => [{ alpha: 0.1 }], stage),
  elu: call(() => [{ alpha: 1 }], stage),
  gelu: call(() => [{ approximate: true }], stage),
  hardSigmoid: call(() => [{ slope: 0.2 }], stage),
  varianceScaling: call(() => [{ scale: 1, mode: 'fanIn', distribution: 'normal' }], drawn),
  glorotNormal: initializer,
  glorotUniform: initializer,
  heNormal: initializer,
  heUniform: initializer,
  glorotTruncatedNormal: initializer,
  heTruncatedNormal: initializer,
  xavierForSigmoid: initializer,
  xavierForRelu: initializer,
  lecunNormal: initializer,
  lecunUniform: initializer,
  lecunTruncatedNormal: initializer,
  constant: call(() => [1], drawn),
  input: call(() => [2]),
  layer: call(() => [kept], stage),
  sameWidthLayer: call(() => [kept], stage),
  compose: call(() => [network(), network()]),
  andThen: call(() => [network()], { use: (f: (n: unknown) => unknown) => f(network()) }),
  layerNames: ofNetwork,
  summary: ofNetwork,
  showSummary: call(() => [
    whole({
      inputWidth: 2,
      outputWidth: 2,
      layers: [{ name: 'a', kind: 'dense', outputWidth: 2, parameters: 6 }],
      parameters: 6,
    }),
  ]),
};
