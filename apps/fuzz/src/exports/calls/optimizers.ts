import {
  cosineDecay,
  type GradientTransform,
  type Optimizer,
  type reduceOnPlateau,
  scaleByLearningRate,
  sgd,
} from '@puregrad/optimizers';
import { mul, scalar, type Tensor } from '@puregrad/tensors';
import { type Call, type Calls, call, notCalled } from '../call.ts';
import { point, vector, whole } from '../values.ts';

/** Makes two steps with the optimizer. */
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
const identity = (): GradientTransform => whole(scaleByLearningRate(0.1));

export const optimizers: Calls<typeof import('@puregrad/optimizers')> = {
  chain: call(() => [identity(), identity()], transformed),
  stateful: call(() => [() => 1, (s: number, u: unknown) => [s, u]], transformed),
  stateless: call(() => [(u: unknown) => u], transformed),
  transformMonoid: notCalled('no function'),
  after: call(() => [(params: unknown) => params], wrapped),
  before: call(() => [identity()], wrapped),
  around: call(
    () => [
      {
        name: 'nothing',
        remember: () => ({}),
        update: (own: object, state: never, grads: never, inner: Optimizer) => [
          own,
          inner.update(state, grads)[0],
        ],
        averaged: (_: object, params: unknown) => params,
      },
    ],
    wrapped,
  ),
  aroundStep: call(
    () => [
      {
        name: 'nothing',
        remember: () => ({}),
        update: (own: object, { params }: { readonly params: unknown }) => [own, params],
        averaged: (_: object, params: unknown) => params,
      },
    ],
    wrapped,
  ),
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
    ...call(() => [identity()], steps),
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

export const names: Calls<typeof import('@puregrad/optimizers/names')> = {
  optimizersByName: notCalled('no function'),
};
