import { checkGradients } from '@puregrad/autodiff';
import {
  cast,
  compile,
  foldIn,
  key,
  leaves,
  mapTree,
  normal,
  referenceEngine,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import {
  elu,
  gelu,
  hardSigmoid,
  leakyRelu,
  mish,
  relu,
  selu,
  sigmoid,
  silu,
  softplus,
  softsign,
  tanh,
} from './activations.ts';
import { alphaDropout } from './alpha-dropout.ts';
import { apply, applyLayers } from './apply.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { channelDropout } from './images/channel-dropout.ts';
import { conv2d } from './images/conv2d.ts';
import { groupNorm } from './images/group-norm.ts';
import { averagePool2d, globalAveragePool, maxPool2d } from './images/pools.ts';
import { heNormal, type Initializer } from './initializers.ts';
import { kinds } from './kinds.ts';
import { layerNorm } from './layer-norm.ts';
import { prelu, rrelu } from './learned-activations.ts';
import { input, type Network } from './network.ts';
import { parametricActivation } from './parametric-activation.ts';
import { scale } from './scale.ts';
import { type Axes, axesOf } from './shape.ts';
import { initialize, tensorAt } from './variables.ts';

/** Tested in algebra.test.ts. */
const combinators = new Set([
  'residual',
  'fork',
  'parallel',
  'each',
  'iterate',
  'ensemble',
  'concat',
  'addParts',
  'select',
  'flatten',
  'reshapeTo',
]);

/** Tested in layers-of-axes.test.ts: they take or give more axes, or hold a network. */
const ofAxes = new Set([
  'embedding',
  'numericEmbedding',
  'members',
  'memberDense',
  'batchEnsemble',
  'memberScale',
  'averageMembers',
  'tied',
  'weightNorm',
]);

const ofVectors: {
  readonly [name: string]: (network: Network<number, number>) => Network<number, number>;
} = {
  dense: dense(3),
  'dense without bias': dense(3, { useBias: false }),
  'dense with an activation': dense(3, { activation: 'elu', kernelInit: heNormal }),
  relu: relu(),
  elu: elu(),
  'elu with another alpha': elu({ alpha: 0.5 }),
  sigmoid: sigmoid(),
  tanh: tanh(),
  softplus: softplus(),
  softsign: softsign(),
  selu: selu(),
  silu: silu(),
  mish: mish(),
  leakyRelu: leakyRelu({ alpha: 0.2 }),
  gelu: gelu(),
  'gelu by tanh': gelu({ approximate: true }),
  hardSigmoid: hardSigmoid(),
  prelu: prelu(),
  rrelu: rrelu(),
  layerNorm: layerNorm(),
  'layerNorm with another epsilon': layerNorm({ epsilon: 0.1 }),
  dropout: dropout(0.4),
  gaussianDropout: gaussianDropout(0.4),
  alphaDropout: alphaDropout(0.4),
  'hardSigmoid as in Keras': hardSigmoid({ slope: 0.2 }),
  scale: scale(),
  parametricActivation: parametricActivation('mish', { alpha: 0.7 }),
  batchNorm: batchNorm(),
  'batchNorm, biased': batchNorm({ movingVariance: 'biased', decay: 0.5, epsilon: 0.01 }),
};

const ofImages: { readonly [name: string]: (network: Network<Image, Image>) => Network } = {
  conv2d: conv2d(3, { window: 2 }),
  'conv2d of groups': conv2d(4, { window: [2, 3], strides: 2, padding: 'same', groups: 2 }),
  'conv2d with an activation': conv2d(2, { window: 1, activation: 'tanh', useBias: false }),
  maxPool2d: maxPool2d({ window: 2 }),
  averagePool2d: averagePool2d({ window: 3, strides: 2, padding: 'same' }),
  globalAveragePool: globalAveragePool(),
  groupNorm: groupNorm(2, { epsilon: 0.1 }),
  channelDropout: channelDropout(0.4),
  'batchNorm of images': batchNorm(),
  'layerNorm of images': layerNorm(),
  'dropout of images': dropout(0.4),
  'relu of images': relu(),
};

type Image = readonly [number, number, number];
const entriesOf = <S extends Axes>(
  stages: { readonly [name: string]: (network: Network<S, S>) => Network },
  shape: S,
): readonly (readonly [name: string, network: Network<Axes, Axes>])[] =>
  Object.entries(stages).map(
    ([name, stage]) => [name, stage(input(shape) as Network<S, S>) as Network<Axes, Axes>] as const,
  );

const networks = [...entriesOf<number>(ofVectors, 4), ...entriesOf<Image>(ofImages, [3, 4, 2])];

it('these are all layers that a description can name, besides those that combine networks and shapes', () => {
  const known = kinds
    .map(({ kind }) => kind)
    .filter((kind) => !combinators.has(kind) && !ofAxes.has(kind));
  const tested = networks.map(([, { layers }]) => layers[0]!.kind);
  expect([...new Set(tested)].sort()).toEqual(known.sort());
});

const bits = (tree: unknown): number[] => leaves(tree).flatMap((leaf) => [...leaf.data]);

for (const [name, network] of networks)
  describe(name, () => {
    const { params, state } = initialize(network, key(1));
    const x = normal(key(2), [5, ...axesOf(network.input)]);

    for (const training of [true, false]) {
      const options = { training, key: key(3) };
      const mode = training ? 'training' : 'inference';

      it(`gives the same bits for the same arguments, in ${mode}`, () => {
        const once = bits(apply(network)(params, state, x, options));
        expect(bits(apply(network)(params, state, x, options))).toEqual(once);
      });

      it(`compiles to the same bits, in ${mode}`, () => {
        const run = compile(
          (p: typeof params, s: typeof state, input: Tensor) =>
            apply(network)(p, s, input, options),
          { engine: referenceEngine() },
        );
        expect(bits(run(params, state, x))).toEqual(
          bits(apply(network)(params, state, x, options)),
        );
      });

      it(`has the gradients of finite differences, in ${mode}`, () => {
        const inDouble = mapTree(state, (leaf) => cast(leaf, 'float64'));
        const check = checkGradients(
          ([p, input]: readonly [typeof params, Tensor]) =>
            apply(network)(p, inDouble, input, options)[0],
          [params, x],
        );
        expect(check).toMatchObject({ _tag: 'Right' });
      });
    }

    it('is float64 where its input and its variables are', () => {
      const inDouble = initialize(network, key(1), { dtype: 'float64' });
      const input = normal(key(2), x.shape, { dtype: 'float64' });
      const types = [true, false].flatMap((training) =>
        leaves([
          inDouble,
          apply(network)(inDouble.params, inDouble.state, input, { training, key: key(3) }),
        ]).map(({ dtype }) => dtype),
      );
      expect(new Set(types)).toEqual(new Set(['float64']));
    });

    it('takes a batch of one at inference', () => {
      const [y] = apply(network)(params, state, normal(key(4), [1, ...x.shape.slice(1)]));
      expect(y.shape).toEqual([1, ...axesOf(network.output)]);
    });
  });

describe('apply', () => {
  it('names both shapes where the input does not fit', () => {
    const network = dense(2)(input(4));
    const { params, state } = initialize(network, key(1));
    expect(() => apply(network)(params, state, normal(key(2), [3, 5]))).toThrow(
      'the network takes inputs of shape [batch, 4], got [3, 5]',
    );
  });

  it('is the identity on an empty network', () => {
    const x = tensor([[1, 2]]);
    expect(apply(input(2))({}, {}, x)[0]).toBe(x);
  });
});

for (const [name, layer] of Object.entries({ dropout, gaussianDropout, alphaDropout }))
  describe(`${name}, as a layer`, () => {
    const network = layer(0.5)(input(1000));
    const x = tensor(new Float32Array(1000).fill(1), { shape: [1, 1000] });

    it('is the identity at inference, and at rate 0', () => {
      expect(apply(network)({}, {}, x)[0]).toBe(x);
      expect(apply(layer(0)(input(1000)))({}, {}, x, { training: true })[0]).toBe(x);
    });

    it('asks for a key in training', () => {
      expect(() => apply(network)({}, {}, x, { training: true })).toThrow(
        `${name}: training needs a random key`,
      );
    });

    it('draws other noise at each step, compiled too, and other noise in each layer', () => {
      const step = compile((k: Tensor) => apply(network)({}, {}, x, { training: true, key: k })[0]);
      const noises = Array.from({ length: 20 }, (_, i) => bits(step(foldIn(key(1), i))).join());
      expect(new Set(noises).size).toBe(20);
      expect(step.traceCount).toBe(1);
      const options = { training: true, key: key(1) };
      const [first, second] = applyLayers(layer(0.5)(network))({}, {}, x, options)[0];
      const reused = apply(network)({}, {}, first!.output, options)[0];
      expect(bits(second!.output)).not.toEqual(bits(reused));
    });
  });

describe('dropout', () => {
  const x = tensor(new Float32Array(20_000).fill(1), { shape: [1, 20_000] });

  for (const rate of [0.1, 0.5, 0.9])
    it(`keeps a share of 1 - ${rate}, within four standard errors, and in two layers its square`, () => {
      const shareKept = (network: Network<number, number>) => {
        const [y] = apply(network)({}, {}, x, { training: true, key: key(1) });
        return bits(y).filter((v) => v !== 0).length / x.size;
      };
      const once = dropout(rate)(input(20_000) as Network<number, number>);
      for (const [network, share] of [
        [once, 1 - rate],
        [dropout(rate)(once), (1 - rate) ** 2],
      ] as const) {
        const error = Math.sqrt((share * (1 - share)) / x.size);
        expect(Math.abs(shareKept(network) - share)).toBeLessThan(4 * error);
      }
    });
});

describe('rrelu', () => {
  const x = tensor(new Float32Array(20_000).fill(-1), { shape: [1, 20_000] });
  const network = rrelu()(input(20_000));

  it('draws a slope for each element in training, fresh for each key, with mean 11/48', () => {
    const slopes = (seed: number) =>
      bits(apply(network)({}, {}, x, { training: true, key: key(seed) })[0]).map((y) => -y);
    const drawn = slopes(1);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1 / 8);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(1 / 3);
    const error = (1 / 3 - 1 / 8) / Math.sqrt(12 * drawn.length);
    const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length;
    expect(Math.abs(mean - 11 / 48)).toBeLessThan(5 * error);
    expect(new Set(drawn).size).toBeGreaterThan(drawn.length * 0.99);
    expect(slopes(1)).toEqual(drawn);
    expect(slopes(2)).not.toEqual(drawn);
  });

  it('draws slopes of as many digits as its input has', () => {
    const slopes = (['float32', 'float64'] as const).map((dtype) =>
      bits(apply(network)({}, {}, cast(x, dtype), { training: true, key: key(1) })[0]),
    );
    const short = slopes.map((all) => all.filter((slope) => slope === Math.fround(slope)).length);
    expect(short[0]).toBe(x.size);
    expect(short[1]).toBeLessThan(x.size / 2);
  });

  it('has that mean as its slope at inference, and asks for a key in training', () => {
    expect(new Set(bits(apply(network)({}, {}, x)[0]))).toEqual(new Set([Math.fround(-11 / 48)]));
    expect(() => apply(network)({}, {}, x, { training: true })).toThrow('rrelu: training needs');
  });
});

describe('elu', () => {
  it('takes its alpha (TensorFlow.js throws at 0.5)', () => {
    const [y] = apply(elu({ alpha: 0.5 })(input(1)))({}, {}, tensor([[-1]]));
    expect(y.item()).toBeCloseTo(0.5 * Math.expm1(-1), 6);
  });
});

describe('ε is added to the variance, under the root', () => {
  // Mean 2, biased variance 1: (x - 2)/√(1 + 3) is ±1/2, and (x - 2)/(√1 + 3) would be ±1/4.
  const run = (network: Network<number, number>, x: Tensor, training: boolean) => {
    const { params, state } = initialize(network, key(1));
    return apply(network)(params, state, x, { training })[0].toArray();
  };

  it('of layerNorm', () => {
    const network = layerNorm({ epsilon: 3 })(input(2));
    expect(run(network, tensor([[1, 3]]), false)).toEqual([[-0.5, 0.5]]);
  });

  it('of batchNorm, in training and at inference, where the variance is 1 at first', () => {
    const network = batchNorm({ epsilon: 3 })(input(1));
    expect(run(network, tensor([[1], [3]]), true)).toEqual([[-0.5], [0.5]]);
    expect(run(network, tensor([[1], [3]]), false)).toEqual([[0.5], [1.5]]);
  });
});

describe('batchNorm', () => {
  it('returns moving averages as the new state, and leaves the old one alone', () => {
    const network = batchNorm({ decay: 0.9 })(input(2));
    const { params, state } = initialize(network, key(1));
    const x = tensor([
      [1, 10],
      [3, 30],
    ]);
    const [, next] = apply(network)(params, state, x, { training: true });
    expect(tensorAt(next, 'batchNorm1.mean').toArray()).toEqual([
      expect.closeTo(0.2, 6),
      expect.closeTo(2, 6),
    ]);
    // Unbiased batch variances 2 and 200.
    expect(tensorAt(next, 'batchNorm1.variance').toArray()).toEqual([
      expect.closeTo(1.1, 6),
      expect.closeTo(20.9, 5),
    ]);
    expect(tensorAt(state, 'batchNorm1.mean').toArray()).toEqual([0, 0]);
  });

  it('refuses a training batch of one, whose unbiased variance does not exist', () => {
    const network = batchNorm()(input(2));
    const { params, state } = initialize(network, key(1));
    expect(() => apply(network)(params, state, tensor([[1, 2]]), { training: true })).toThrow(
      'needs at least 2 examples, got 1',
    );
  });
});

it('dense draws kernel and bias from keys of their own (was: the same numbers in both)', () => {
  const drawn: Initializer = (k, shape, dtype) => normal(k, shape, { dtype });
  const network = dense(4, { kernelInit: drawn, biasInit: drawn })(input(1));
  const drawnBy = (of: Network) => initialize(of, key(1)).params;
  const kernel = tensorAt(drawnBy(network), 'dense1.kernel');
  expect([...tensorAt(drawnBy(network), 'dense1.bias').data]).not.toEqual([...kernel.data]);
  // Kernels are what they were.
  const without = dense(4, { kernelInit: drawn })(input(1));
  expect([...kernel.data]).toEqual([...tensorAt(drawnBy(without), 'dense1.kernel').data]);
});
