import { key, pipe, ShapeError, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { isActivationName } from './activation-names.ts';
import { gelu, hardSigmoid } from './activations.ts';
import { apply } from './apply.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { describeNetwork, networkOf } from './description.ts';
import { layerNorm } from './layer-norm.ts';
import { prelu, rrelu } from './learned-activations.ts';
import { input, type Network } from './network.ts';
import { orthogonal } from './orthogonal.ts';
import { penalty } from './penalty.ts';
import { initialize, tensorAt } from './variables.ts';

const run = (network: Network<number, number>, x: readonly (readonly number[])[]) => {
  const { params, state } = initialize(network, key(1));
  return apply(network)(params, state, tensor(x))[0].toArray();
};

describe('options', () => {
  it('the least of orthogonal’s axes are two', () => {
    for (const shape of [[], [3]])
      expect(() => orthogonal()(key(1), shape, 'float32')).toThrow(ShapeError);
    expect(() => orthogonal()(key(1), [3, 0], 'float32')).not.toThrow();
    expect(orthogonal()(key(1), [2, 3, 4], 'float32').shape).toEqual([2, 3, 4]);
  });

  it('hardSigmoid is clip(x/6 + 1/2) by default, and takes its slope', () => {
    const x = [[-6, -1.5, 0, 1.5, 6]];
    expect(run(hardSigmoid()(input(5)), x)).toEqual([[0, 0.25, 0.5, 0.75, 1]]);
    expect(run(hardSigmoid({ slope: 0.5 })(input(5)), x)).toEqual([[0, 0, 0.5, 1, 1]]);
    expect(hardSigmoid()(input(1)).layers[0]!.config).toEqual({ slope: 1 / 6 });
  });

  it('activations have names that are texts', () => {
    expect(isActivationName('relu')).toBe(true);
    for (const name of ['toString', 'reluu', '', undefined, null, ['relu']])
      expect(isActivationName(name)).toBe(false);
  });
});

describe('names', () => {
  it('are those given, where one is, and none otherwise', () => {
    const stages = {
      dense: dense(2),
      batchNorm: batchNorm(),
      layerNorm: layerNorm(),
      prelu: prelu(),
    };
    for (const stage of Object.values<(network: Network<number, number>) => Network>(stages))
      expect('name' in stage(input(2) as Network<number, number>).layers[0]!).toBe(false);
    const named = pipe(
      input(2) as Network<number, number>,
      dense(2, { name: 'a' }) as (network: Network<number, number>) => Network<number, number>,
      batchNorm({ name: 'b' }),
      layerNorm({ name: 'c' }),
      prelu({ name: 'd' }),
    );
    expect(named.layers.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(Object.keys(initialize(named, key(1)).params)).toEqual(['a', 'b', 'c', 'd']);
    expect(Object.keys(initialize(named, key(1)).state)).toEqual(['b']);
  });
});

describe('variables', () => {
  it('of normalizations are vectors, one number for each feature', () => {
    const { params, state } = initialize(
      pipe(input(3) as Network<number, number>, batchNorm(), layerNorm()),
      key(1),
    );
    expect(tensorAt(params, 'batchNorm1.gamma').toArray()).toEqual([1, 1, 1]);
    expect(tensorAt(params, 'batchNorm1.beta').toArray()).toEqual([0, 0, 0]);
    expect(tensorAt(state, 'batchNorm1.mean').toArray()).toEqual([0, 0, 0]);
    expect(tensorAt(state, 'batchNorm1.variance').toArray()).toEqual([1, 1, 1]);
    expect(tensorAt(params, 'layerNorm1.gamma').toArray()).toEqual([1, 1, 1]);
    expect(tensorAt(params, 'layerNorm1.beta').toArray()).toEqual([0, 0, 0]);
  });

  it('layerNorm is of each example by itself, whatever the others are', () => {
    const network = layerNorm({ epsilon: 0 })(input(2) as Network<number, number>);
    expect(
      run(network, [
        [1, 3],
        [10, 70],
      ]),
    ).toEqual([
      [-1, 1],
      [-1, 1],
    ]);
  });

  it('a network without state has none afterwards', () => {
    const network = dense(2)(input(2)) as Network<number, number>;
    const { params, state } = initialize(network, key(1));
    expect(apply(network)(params, state, tensor([[1, 2]]))[1]).toEqual({});
  });

  it('a penalty of nothing is 0 in float32', () => {
    const nothing = penalty(input(2) as Network<number, number>)({});
    expect(nothing.toArray()).toBe(0);
    expect(nothing.dtype).toBe('float32');
  });

  it('inputs are rows, as wide as the network says', () => {
    const network = dense(2)(input(3)) as Network<number, number>;
    const { params, state } = initialize(network, key(1));
    for (const shape of [[], [3, 2], [2, 4]]) {
      const x = tensor(new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(1), { shape });
      expect(() => apply(network)(params, state, x)).toThrow(
        'apply: the network takes inputs of shape [batch, 3], got',
      );
    }
  });

  it('dense applies its activation', () => {
    const network = dense(1, { activation: 'relu', kernelInit: orthogonal() })(input(1)) as Network<
      number,
      number
    >;
    const { params, state } = initialize(network, key(1));
    const kernel = tensorAt(params, 'dense1.kernel');
    const both = [[1], [-1]].map((row) => apply(network)(params, state, tensor([row]))[0].item());
    expect([...both].sort()).toEqual([0, Math.abs(kernel.item())]);
  });
});

describe('descriptions', () => {
  const again = (network: Network): Network => {
    const made = networkOf(JSON.parse(JSON.stringify(describeNetwork(network))));
    if (made._tag === 'Left') throw new Error(made.left.message);
    return made.right;
  };

  it('of dense has an activation where it was given one', () => {
    const configOf = (options: object) =>
      describeNetwork(dense(2, options)(input(1))).layers[0]!.config;
    expect(configOf({})).toStrictEqual({ units: 2, useBias: true });
    expect(configOf({ activation: 'tanh' })).toStrictEqual({
      units: 2,
      useBias: true,
      activation: 'tanh',
    });
  });

  it('keep every option and every name, and add none', () => {
    const networks: readonly Network[] = [
      rrelu({ lower: 0.1, upper: 0.4 })(input(1) as Network<number, number>),
      gelu({ approximate: false })(input(1) as Network<number, number>),
      gelu({ approximate: true })(input(1) as Network<number, number>),
      batchNorm({ name: 'b', movingVariance: 'unbiased' })(input(1) as Network<number, number>),
      batchNorm({ decay: 0.5, epsilon: 0.25, movingVariance: 'biased' })(
        input(1) as Network<number, number>,
      ),
      layerNorm({ name: 'c', epsilon: 0.25 })(input(1) as Network<number, number>),
      prelu({ name: 'd', alpha: 0.5 })(input(1) as Network<number, number>),
      dense(2, { name: 'e', useBias: false })(input(1)) as Network<number, number>,
      dense(2, { activation: 'tanh' })(input(1)) as Network<number, number>,
      dense(2)(input(1)) as Network<number, number>,
    ];
    for (const network of networks) {
      const made = again(network);
      expect(describeNetwork(made)).toStrictEqual(describeNetwork(network));
      expect(made.layers.map(({ kind, config }) => ({ kind, config }))).toStrictEqual(
        network.layers.map(({ kind, config }) => ({ kind, config })),
      );
      expect(made.layers.map((layer) => 'name' in layer)).toEqual(
        network.layers.map((layer) => 'name' in layer),
      );
    }
  });

  const relu = { kind: 'relu', config: {} };
  it.each<readonly [string, unknown, string]>([
    ['null', null, "needs 'input' and 'layers'"],
    ['a list', [], "needs 'input' and 'layers'"],
    ['no layers', { input: 1 }, "needs 'input' and 'layers'"],
    ['layers that are not a list', { input: 1, layers: relu }, "needs 'input' and 'layers'"],
    ['a layer that is null', { input: 1, layers: [relu, null] }, "layer 1 needs a 'kind'"],
    [
      'a kind that is not a string',
      { input: 1, layers: [{ kind: ['relu'], config: {} }] },
      "layer 0 needs a 'kind'",
    ],
    [
      'a config that is a list',
      { input: 1, layers: [{ kind: 'relu', config: [] }] },
      "layer 0 needs a 'kind'",
    ],
    [
      'a name that is not a string',
      { input: 1, layers: [{ ...relu, name: 7 }] },
      "layer 0 has a 'name' that is not a string",
    ],
    [
      'a useBias that is not a boolean',
      { input: 1, layers: [{ kind: 'dense', config: { units: 1, useBias: 1 } }] },
      "layer 0 (dense): 'useBias' must be true or false",
    ],
    [
      'a movingVariance that is none',
      {
        input: 1,
        layers: [
          { kind: 'batchNorm', config: { decay: 0.9, epsilon: 0.1, movingVariance: 'other' } },
        ],
      },
      "layer 0 (batchNorm): 'movingVariance' must be 'biased' or 'unbiased'",
    ],
  ])('are refused for %s', (_, description, message) => {
    expect(networkOf(description)).toMatchObject({
      _tag: 'Left',
      left: { _tag: 'DescriptionError', message: expect.stringContaining(message) },
    });
    expect(networkOf({ input: 1, layers: [relu] })).toMatchObject({ _tag: 'Right' });
  });
});
