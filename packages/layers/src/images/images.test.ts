import { checkGradients } from '@puregrad/autodiff';
import {
  ArgumentError,
  conv2d as convolve,
  flow,
  foldIn,
  key,
  maxPool2d as largest,
  mean,
  normal,
  ones,
  type Padding,
  pipe,
  ShapeError,
  type Tensor,
  variance,
} from '@puregrad/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relu } from '../activations.ts';
import { apply } from '../apply.ts';
import { batchNorm } from '../batch-norm.ts';
import { flatten, reshapeTo } from '../combinators/reshape-to.ts';
import { residual } from '../combinators/residual.ts';
import { dense } from '../dense.ts';
import { describeNetwork, networkOf } from '../description.ts';
import { heNormal } from '../initializers.ts';
import { input, type Network } from '../network.ts';
import { penalty } from '../penalty.ts';
import { initialize, tensorAt } from '../variables.ts';
import { channelDropout } from './channel-dropout.ts';
import { conv2d } from './conv2d.ts';
import { groupNorm } from './group-norm.ts';
import { averagePool2d, globalAveragePool, maxPool2d } from './pools.ts';

const images = (shape: readonly number[], seed = 1): Tensor =>
  normal(key(seed), shape, { dtype: 'float64' });
const run = (network: Network, x: Tensor, seed = 1): Tensor => {
  const { params, state } = initialize(network, key(seed), { dtype: 'float64' });
  return apply(network)(params, state, x)[0] as Tensor;
};

/** LeNet-5 with ReLU. */
const lenet = () =>
  pipe(
    input([28, 28, 1]),
    conv2d(6, { window: 5, padding: 'same' }),
    relu(),
    maxPool2d({ window: 2 }),
    conv2d(16, { window: 5 }),
    relu(),
    maxPool2d({ window: 2 }),
    flatten(),
    dense(120, { activation: 'relu' }),
    dense(84, { activation: 'relu' }),
    dense(10),
  );

describe('a network of images', () => {
  it('gives each layer the shape of what comes before', () => {
    const { layers } = lenet();
    expect(layers.map(({ output }) => output)).toEqual([
      [28, 28, 6],
      [28, 28, 6],
      [14, 14, 6],
      [10, 10, 16],
      [10, 10, 16],
      [5, 5, 16],
      400,
      120,
      84,
      10,
    ]);
  });

  it('has the shape that its layers say, for any settings that fit', () => {
    const side = fc.integer({ min: 1, max: 8 });
    const small = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(
        fc.tuple(side, side, small),
        fc.record({
          window: fc.oneof(small, fc.tuple(small, small)),
          strides: fc.oneof(small, fc.tuple(small, small)),
          padding: fc.constantFrom<Padding>('valid', 'same', [
            [0, 1],
            [2, 0],
          ]),
        }),
        small,
        small,
        (image, settings, dilations, groups) => {
          const start = input(image);
          const grouped = [image[0], image[1], groups] as const;
          for (const make of [
            () => conv2d(2 * groups, { ...settings, dilations, groups })(input(grouped)),
            () => maxPool2d(settings)(start),
            () => averagePool2d(settings)(start),
          ]) {
            let network: Network;
            try {
              network = make() as unknown as Network;
            } catch (error) {
              // Windows that do not fit are refused while the network is built, not when it runs.
              expect(error).toBeInstanceOf(ShapeError);
              continue;
            }
            const y = run(network, images([2, ...(network.input as readonly number[])]));
            expect(y.shape).toEqual([2, ...(network.output as readonly number[])]);
            expect(networkOf(describeNetwork(network))).toMatchObject({
              right: { output: network.output },
            });
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is described and decoded again, with the same parameters', () => {
    const network = pipe(
      input([6, 7, 4]),
      conv2d(8, {
        window: [3, 2],
        strides: [1, 2],
        padding: [
          [1, 0],
          [0, 2],
        ],
        dilations: [1, 2],
        groups: 2,
        activation: 'relu',
        useBias: false,
        name: 'eyes',
      }),
      batchNorm(),
      groupNorm(4, { epsilon: 1e-3, name: 'calm' }),
      channelDropout(0.25),
      residual(flow(conv2d(8, { window: 1 }), relu())),
      averagePool2d({ window: 2, strides: 1, padding: 'same' }),
      maxPool2d({ window: [2, 1] }),
      globalAveragePool(),
      dense(3),
    );
    const description = JSON.parse(JSON.stringify(describeNetwork(network)));
    const decoded = networkOf(description);
    if (decoded._tag === 'Left') throw new Error(decoded.left.message);
    expect(describeNetwork(decoded.right)).toEqual(describeNetwork(network));
    const x = images([2, 6, 7, 4]);
    expect(run(decoded.right, x).data).toEqual(run(network, x).data);
  });

  it.each([
    [{ window: [3] }, "'window' must be two numbers"],
    [{ window: 'x' }, "'window' must be a list of numbers"],
    [{ strides: [0, 1] }, 'strides must be a whole number'],
    [{ padding: 'full' }, "'padding' must be 'valid', 'same' or"],
    [{ padding: [[1, 2]] }, "'padding' must be"],
    [
      {
        padding: [
          [1, -2],
          [0, 0],
        ],
      },
      'in whole numbers from 0',
    ],
    [{ groups: 3 }, 'cannot be shared equally by 3 groups'],
    [{ channels: 0 }, 'the length of an axis is an integer from 1'],
    [{ activation: 'nice' }, '\'activation\' "nice" is unknown'],
    [{ useBias: 1 }, "'useBias' must be true or false"],
    [{ extra: 1 }, "its 'extra' is not known"],
  ])('is not made of a description with %j', (change, reason) => {
    const { input: shape, layers } = describeNetwork(conv2d(4, { window: 3 })(input([5, 5, 2])));
    const [{ kind, config }] = layers as readonly [(typeof layers)[number]];
    const changed = { input: shape, layers: [{ kind, config: { ...config, ...change } }] };
    const decoded = networkOf(changed);
    expect(decoded).toMatchObject({ _tag: 'Left' });
    expect(JSON.stringify(decoded)).toContain(JSON.stringify(reason).slice(1, -1));
  });

  it('does not allocate a kernel that a description asks for', () => {
    const config = {
      ...describeNetwork(conv2d(1, { window: 1 })(input([9, 9, 1]))).layers[0]!.config,
    };
    const decoded = networkOf({
      input: [2 ** 15, 2 ** 15, 1],
      layers: [{ kind: 'conv2d', config: { ...config, channels: 2 ** 12, window: [1, 2 ** 15] } }],
    });
    expect(decoded._tag).toBe('Right');
  });
});

describe('conv2d', () => {
  it('is the function of tensors, with bias and activation', () => {
    const options = { strides: 2, padding: 'same', groups: 2 } as const;
    const network = conv2d(6, {
      window: [3, 2],
      ...options,
      activation: 'tanh',
      biasInit: heNormal,
    })(input([5, 6, 4]));
    const { params } = initialize(network, key(1), { dtype: 'float64' });
    const x = images([2, 5, 6, 4]);
    const kernel = tensorAt(params, 'conv2d1.kernel');
    expect(kernel.shape).toEqual([3, 2, 2, 6]);
    const [y] = apply(network)(params, {}, x);
    const sums = convolve(x, kernel, options).data;
    const bias = tensorAt(params, 'conv2d1.bias').data;
    expect([...y.data]).toEqual(
      Array.from(sums, (sum, i) => Math.tanh(sum + bias[i % 6]!)).map((value) =>
        expect.closeTo(value, 12),
      ),
    );
  });

  it('draws kernels whose variance counts each pixel of the window', () => {
    const network = conv2d(64, { window: 5, kernelInit: heNormal })(input([9, 9, 16]));
    const { params } = initialize(network, key(3), { dtype: 'float64' });
    const spread = variance(tensorAt(params, 'conv2d1.kernel')).item();
    expect(spread * 5 * 5 * 16).toBeCloseTo(2, 1);
  });

  it('draws kernel and bias with different keys', () => {
    const bias = (seed: Tensor) => heNormal(foldIn(seed, 1), [8], 'float64');
    const network = conv2d(8, {
      window: 1,
      biasInit: (at, shape, dtype) => heNormal(at, shape, dtype),
    })(input([1, 1, 8]));
    const { params } = initialize(network, key(1), { dtype: 'float64' });
    expect(tensorAt(params, 'conv2d1.bias').data).toEqual(bias(foldIn(key(1), 0)).data);
    expect(tensorAt(params, 'conv2d1.bias').data).not.toEqual(
      tensorAt(params, 'conv2d1.kernel').data.slice(0, 8),
    );
  });

  it('declares a penalty on its kernel', () => {
    const network = conv2d(2, { window: 2, kernelRegularizer: (kernel) => mean(kernel) })(
      input([3, 3, 1]),
    );
    const { params } = initialize(network, key(1));
    expect(penalty(network)(params).item()).toBe(mean(tensorAt(params, 'conv2d1.kernel')).item());
  });

  it('refuses what is no image, and tells what to do', () => {
    const stages: readonly ((network: never) => unknown)[] = [
      conv2d(1, { window: 1 }),
      maxPool2d({ window: 1 }),
      averagePool2d({ window: 1 }),
      globalAveragePool(),
    ];
    for (const stage of stages)
      expect(() => stage(input(784) as never)).toThrow(
        /takes images of shape \[height, width, channels\], the network before it gives 784 features; put reshapeTo/,
      );
    expect(pipe(input(784), reshapeTo([28, 28, 1]), conv2d(2, { window: 5 })).output).toEqual([
      24, 24, 2,
    ]);
  });

  it('refuses windows and groups that do not fit, while the network is built', () => {
    const small = input([4, 5, 6]);
    expect(() => conv2d(1, { window: 6 })(small)).toThrow(/^conv2d: a window that spans \[6, 6\]/);
    expect(() => conv2d(3, { window: 1, groups: 2 })(small)).toThrow(
      'conv2d: 6 channels in and 3 channels out cannot be shared equally by 2 groups',
    );
    expect(() => maxPool2d({ window: 9 })(small)).toThrow(/^maxPool2d: a window/);
    expect(() => conv2d(1, { window: 0 })(small)).toThrow(ArgumentError);
    expect(() => conv2d(0, { window: 1 })(small)).toThrow(ArgumentError);
  });
});

describe('pools', () => {
  it('are the functions of tensors', () => {
    const options = { window: 3, strides: 2, padding: 'same' } as const;
    const x = images([2, 5, 4, 3]);
    expect(run(maxPool2d(options)(input([5, 4, 3])), x).data).toEqual(largest(x, options).data);
  });

  it('globalAveragePool is the mean of each channel', () => {
    const x = images([2, 5, 4, 3]);
    const y = run(globalAveragePool()(input([5, 4, 3])), x);
    expect(y.shape).toEqual([2, 3]);
    expect(y.data).toEqual(mean(x, { axes: [1, 2] }).data);
  });
});

describe('groupNorm', () => {
  const x = images([3, 4, 2, 6]);

  it('gives each group of an example mean 0 and variance 1', () => {
    for (const groups of [1, 2, 3, 6]) {
      const y = run(groupNorm(groups, { epsilon: 0 })(input([4, 2, 6])), x);
      for (let example = 0; example < 3; example++)
        for (let group = 0; group < groups; group++) {
          const each = 6 / groups;
          const values = [...y.data].filter(
            (_, i) => Math.floor(i / 48) === example && Math.floor((i % 6) / each) === group,
          );
          const average = values.reduce((a, b) => a + b) / values.length;
          expect(average).toBeCloseTo(0, 10);
          expect(values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length).toBeCloseTo(
            1,
            8,
          );
        }
    }
  });

  it('takes vectors, too', () => {
    const y = run(groupNorm(2, { epsilon: 0 })(input(4)), images([5, 4]));
    expect(y.shape).toEqual([5, 4]);
    for (let i = 0; i < 20; i += 2) expect(y.data[i]! + y.data[i + 1]!).toBeCloseTo(0, 10);
  });

  it('has the derivatives that differences show', () => {
    const network = groupNorm(2)(input([2, 2, 4]));
    const layer = {
      gamma: images([4], 2),
      beta: images([4], 3),
    };
    const f = ([x, groupNorm1]: readonly [Tensor, typeof layer]) =>
      apply(network)({ groupNorm1 }, {}, x)[0];
    expect(checkGradients(f, [images([2, 2, 2, 4]), layer])).toMatchObject({ _tag: 'Right' });
  });

  it('refuses groups that cannot share the channels', () => {
    expect(() => groupNorm(4)(input([2, 2, 6]))).toThrow(
      'groupNorm: 4 groups cannot share 6 channels equally; the network before it gives examples of shape [2, 2, 6]',
    );
    for (const groups of [0, 1.5, -1]) expect(() => groupNorm(groups)).toThrow(ArgumentError);
  });
});

describe('channelDropout', () => {
  it('drops whole channels in training, and nothing at inference', () => {
    const network = channelDropout(0.5)(input([3, 2, 8]));
    const x = ones([4, 3, 2, 8]);
    expect(apply(network)({}, {}, x)[0]).toBe(x);
    const [y] = apply(network)({}, {}, x, { training: true, key: key(1) });
    for (let example = 0; example < 4; example++)
      for (let channel = 0; channel < 8; channel++) {
        const pixels = Array.from(
          { length: 6 },
          (_, p) => y.data[(example * 6 + p) * 8 + channel]!,
        );
        expect(new Set(pixels).size).toBe(1);
      }
    expect(new Set(y.data)).toEqual(new Set([0, 2]));
  });

  it('needs a key in training', () => {
    const network = channelDropout(0.5)(input([3, 2, 8]));
    expect(() => apply(network)({}, {}, ones([1, 3, 2, 8]), { training: true })).toThrow(
      /channelDropout: training needs a random key/,
    );
  });
});

describe('batchNorm of images', () => {
  it('normalizes each channel over examples and pixels', () => {
    const network = batchNorm({ epsilon: 0 })(input([4, 3, 2]));
    const { params, state } = initialize(network, key(1), { dtype: 'float64' });
    const x = images([5, 4, 3, 2]);
    const [y] = apply(network)(params, state, x, { training: true });
    const axes = [0, 1, 2];
    for (const value of mean(y, { axes }).data) expect(value).toBeCloseTo(0, 10);
    for (const value of variance(y, { axes }).data) expect(value).toBeCloseTo(1, 10);
  });
});
