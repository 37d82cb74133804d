import { apply, dense, initialize, input, members, type Network, relu } from '@puregrad/layers';
import { l2 } from '@puregrad/regularizers';
import { key, ones, pipe, type Tensor, tensor } from '@puregrad/tensors';
import { type Calls, call, notCalled } from '../call.ts';
import { matrix, network, seed, variables, whole } from '../values.ts';
import { imageLayers } from './image-layers.ts';

/** Initializes a network with the stage, and trains it for a step. */
const stage = {
  use: (stage: never) => {
    const whole = pipe(input(2), stage as ReturnType<typeof dense>);
    const { params, state } = initialize(whole, key(1));
    return apply(whole)(params, state, matrix(), { training: true, key: key(2) });
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
  output: width,
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

/** Puts a stage behind two parts, and runs the network. */
const ofParts = {
  use: (stage: unknown) => {
    const whole = (stage as (network: Network) => Network)(input({ a: 2, b: 2 }));
    const { params, state } = initialize(whole, key(1));
    return apply(whole)(params, state, { a: matrix(), b: matrix() });
  },
};
const body = () => relu();
const filled = (_: Tensor, shape: readonly number[]) => ones(shape);

/** Puts a stage behind two members, and runs the network. */
const ofMembers = {
  use: (stage: unknown) => {
    const whole = (stage as (network: Network) => Network)(pipe(input(2), members(2)));
    const { params, state } = initialize(whole, key(1));
    return apply(whole)(params, state, matrix());
  },
};

export const layers: Calls<typeof import('@puregrad/layers')> = {
  ...imageLayers,
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
  networkCategory: notCalled('no function'),
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
  input: call(() => [2], { also: { 0: ['array'] } }),
  layer: call(() => [kept], stage),
  sameShapeLayer: call(() => [kept], stage),
  residual: call(() => [body()], stage),
  repeat: call(() => [2, body()], stage),
  iterate: call(() => [2, body()], stage),
  ensemble: call(() => [2, body()], stage),
  fork: call(() => [{ a: body(), b: body() }], { ...stage, also: { 0: ['names'] } }),
  parallel: call(() => [{ a: body(), b: body() }], { ...ofParts, also: { 0: ['names'] } }),
  each: call(() => [body()], ofParts),
  concat: call(() => [], ofParts),
  addParts: call(() => [], ofParts),
  select: call(() => ['a'], ofParts),
  flatten: plain,
  reshapeTo: call(() => [[2, 1]], stage),
  scale: call(() => [{ name: 'a' }], stage),
  parametricActivation: call(() => ['relu', { alpha: 0.5, name: 'a' }], stage),
  embedding: call(() => [3, 2, { tableInit: filled, name: 'a' }], {
    use: (stage: (network: Network) => Network) => {
      const whole = stage(input(2));
      const { params, state } = initialize(whole, key(1));
      return apply(whole)(params, state, tensor([[0, 2]], { dtype: 'int32' }));
    },
  }),
  numericEmbedding: [
    ...call(
      () => [
        2,
        {
          encoding: 'periodic',
          frequencies: 2,
          sigma: 0.1,
          activation: 'tanh',
          sharedLinear: true,
          name: 'a',
        },
      ],
      stage,
    ),
    ...call(() => [2, { encoding: 'phased', frequencies: 2, sigma: 0.1, name: 'a' }], stage),
    ...call(
      () => [
        2,
        {
          encoding: 'piecewiseLinear',
          edges: [
            [0, 1],
            [0, 1, 2],
          ],
          activation: 'none',
          linear: true,
          name: 'a',
        },
      ],
      stage,
    ),
  ],
  members: call(() => [2], stage),
  memberDense: call(
    () => [2, { kernelInit: filled, biasInit: filled, useBias: true, name: 'a' }],
    ofMembers,
  ),
  batchEnsemble: call(
    () => [
      2,
      {
        kernelInit: filled,
        rInit: filled,
        sInit: filled,
        biasInit: filled,
        useBias: true,
        name: 'a',
      },
    ],
    ofMembers,
  ),
  memberScale: call(() => [{ rInit: filled, name: 'a' }], ofMembers),
  averageMembers: call(() => [], ofMembers),
  randomSigns: initializer,
  tied: call(() => [1, body(), { kernelInit: filled, biasInit: filled, name: 'a' }], stage),
  weightNorm: call(() => [dense(2), { name: 'a' }], stage),
  kinds: notCalled('no function'),
  tensorAt: call(() => [variables().params, 'dense1.kernel'], { also: { 0: ['names'] } }),
  walkLayers: ofNetwork,
  isAxes: call(() => [784], { also: { 0: ['any'] } }),
  showNetworkShape: call(() => [{ word: 5 }], { also: { 0: ['any'], '0.word': ['any'] } }),
  compose: call(() => [network(), network()]),
  andThen: call(() => [network()], { use: (f: (n: unknown) => unknown) => f(network()) }),
  layerNames: ofNetwork,
  summary: ofNetwork,
  showSummary: call(() => [
    whole({
      input: 2,
      output: 2,
      layers: [{ name: 'a', kind: 'dense', output: 2, parameters: 6 }],
      parameters: 6,
    }),
  ]),
};
