import { key, leaves, normal, pipe } from '@puregrad/tensors';
import { secondsOf } from '@puregrad/tensors/testing/seconds';
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { activationsByName } from './activation-table.ts';
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
import { apply } from './apply.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { describeNetwork, networkOf } from './description.ts';
import { dropout } from './dropout.ts';
import { gaussianDropout } from './gaussian-dropout.ts';
import { layerNorm } from './layer-norm.ts';
import { prelu, rrelu } from './learned-activations.ts';
import { input, type Network } from './network.ts';
import { initialize } from './variables.ts';

const every: Network<number, number> = pipe(
  input(4),
  dense(5, { name: 'first', activation: 'relu' }),
  batchNorm({ decay: 0.8, movingVariance: 'biased' }),
  elu({ alpha: 0.5 }),
  dropout(0.25),
  dense(4, { useBias: false }),
  relu(),
  sigmoid(),
  tanh(),
  softplus(),
  layerNorm({ epsilon: 1e-3 }),
  leakyRelu({ alpha: 0.2 }),
  (network: Network<number, number>) =>
    [prelu({ alpha: 0.1 }), rrelu(), gelu({ approximate: true }), hardSigmoid({ slope: 0.2 })]
      .concat([selu(), silu(), mish(), softsign(), gaussianDropout(0.1), alphaDropout(0.2)])
      .reduce((built, stage) => stage(built), network),
);

const right = <A>(either: Either<{ readonly message: string }, A>): A => {
  if (either._tag === 'Left') throw new Error(either.left.message);
  return either.right;
};

describe('descriptions', () => {
  it('survive JSON: the network of a description computes the same', () => {
    const again = right(networkOf(JSON.parse(JSON.stringify(describeNetwork(every)))));
    expect(describeNetwork(again)).toEqual(describeNetwork(every));
    const { params, state } = initialize(every, key(1));
    const x = normal(key(2), [3, 4]);
    const outputs = (network: Network) =>
      leaves(apply(network)(params, state, x, { training: true, key: key(3) })).flatMap((leaf) => [
        ...leaf.data,
      ]);
    expect(outputs(again)).toEqual(outputs(every));
  });

  it.each(Object.entries(activationsByName))('are read for the activation %s', (kind, { make }) => {
    const network = make()(input(2));
    expect(network.layers[0]!.kind).toBe(kind);
    expect(describeNetwork(right(networkOf(describeNetwork(network))))).toStrictEqual(
      describeNetwork(network),
    );
  });

  it('of many layers take time that grows with their number, not with its square', () => {
    const layers = Array.from({ length: 100_000 }, () => ({ kind: 'relu', config: {} }));
    const seconds = secondsOf(() => {
      expect(right(networkOf({ input: 1, layers })).layers.length).toBe(100_000);
    });
    expect(seconds).toBeLessThan(5);
  });

  const broken: { readonly [what: string]: readonly [unknown, string] } = {
    'no object': [7, "needs 'input' and 'layers'"],
    'no shape': [{ layers: [] }, "'input' must be a width, a list of axes, or a record"],
    'a width that is none': [{ input: 0, layers: [] }, 'a width is an integer from 1'],
    'an unknown kind': [
      { input: 1, layers: [{ kind: 'conv', config: {} }] },
      "layer 0 is a 'conv', which is not known here; known are dense",
    ],
    'an inherited name as kind': [
      { input: 1, layers: [{ kind: 'toString', config: {} }] },
      "layer 0 is a 'toString'",
    ],
    'a layer without config': [
      { input: 1, layers: [{ kind: 'relu' }] },
      "layer 0 needs a 'kind' and a 'config'",
    ],
    'a wrong option': [
      { input: 1, layers: [{ kind: 'dropout', config: { rate: 2 } }] },
      'layer 0 (dropout): dropout: rate must lie in [0, 1)',
    ],
    'a number that JSON cannot write again': [
      { input: 1, layers: [{ kind: 'leakyRelu', config: { alpha: -Infinity } }] },
      "layer 0 (leakyRelu): 'alpha' must be a number",
    ],
    'a setting that would be dropped': [
      { input: 1, layers: [{ kind: 'dropout', config: { rate: 0.5, noise: 'gaussian' } }] },
      "layer 0 (dropout): its 'noise' is not known",
    ],
    'a setting that would be another': [
      { input: 1, layers: [{ kind: 'gelu', config: { approximate: 'yes' } }] },
      "layer 0 (gelu): 'approximate' must be true or false",
    ],
    'a setting of an activation that is missing': [
      { input: 1, layers: [{ kind: 'rrelu', config: { lower: 0.1 } }] },
      "layer 0 (rrelu): 'upper' must be a number",
    ],
    'a name of a layer with settings that would be dropped': [
      { input: 1, layers: [{ kind: 'elu', name: 'a', config: { alpha: 1 } }] },
      'layer 0 (elu): ',
    ],
    'a name that would be dropped': [
      { input: 1, layers: [{ kind: 'relu', name: 'a', config: {} }] },
      "layer 0 (relu): its 'name' is not known",
    ],
    'an activation nested more deeply than JSON can be written': [
      {
        input: 1,
        layers: [
          {
            kind: 'dense',
            config: {
              units: 1,
              useBias: true,
              activation: JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`),
            },
          },
        ],
      },
      "'activation' must be a string",
    ],
    'an unknown activation': [
      {
        input: 1,
        layers: [{ kind: 'dense', config: { units: 1, useBias: true, activation: 'x' } }],
      },
      '\'activation\' "x" is unknown',
    ],
  };
  for (const [what, [description, message]] of Object.entries(broken))
    it(`are refused for ${what}, saying so`, () => {
      expect(networkOf(description)).toMatchObject({
        _tag: 'Left',
        left: { _tag: 'DescriptionError', message: expect.stringContaining(message) },
      });
    });
});
