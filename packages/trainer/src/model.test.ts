import type { Transform } from '@puregrad/data';
import {
  apply,
  batchNorm,
  dense,
  ensemble,
  fork,
  hardSigmoid,
  initialize,
  input,
  kinds,
  type LayerKind,
  type Network,
  relu,
  residual,
  sameShapeLayer,
  select,
  tensorAt,
  type Variables,
} from '@puregrad/layers';
import {
  ArgumentError,
  cast,
  flow,
  key,
  leaves,
  mul,
  ones,
  pipe,
  ShapeError,
  tensor,
} from '@puregrad/tensors';
import { left, right } from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, type Model, variablesFor } from './model.ts';
import { decodeTensors, encodeTensors } from './safetensors.ts';

const network: Network<number, number> = pipe(input(3), dense(4), batchNorm(), relu(), dense(2));
const model: Model = { network, ...initialize(network, key(1)), notes: { data: 'toy' } };

const bits = (tree: unknown): number[] => leaves(tree).flatMap((leaf) => [...leaf.data]);

const tampered = (
  change: (file: {
    tensors: Record<string, ReturnType<typeof tensor>>;
    metadata: Record<string, string>;
  }) => void,
): Uint8Array => {
  const file = decodeTensors(encodeModel(model));
  if (file._tag === 'Left') throw new Error(file.left.message);
  const copy = { tensors: { ...file.right.tensors }, metadata: { ...file.right.metadata } };
  change(copy);
  return encodeTensors(copy);
};

/** `y = x · factor`, a layer of one's own with a setting and a learned factor. */
const times = (start: number) =>
  sameShapeLayer(() => ({
    kind: 'times',
    config: { start },
    init: () => ({ params: { factor: tensor([start]) }, state: {} }),
    apply: ({ params, state }, x) => [mul(x, tensorAt(params, 'factor')), state],
  }));
const timesKind: LayerKind = {
  kind: 'times',
  decode: ({ start }) =>
    typeof start === 'number' ? right(times(start)) : left("'start' must be a number"),
};
const withMine = { kinds: [...kinds, timesKind] };

describe('models of layers within layers', () => {
  const tree: Network<number, number> = pipe(
    input(3),
    residual(flow(dense(3), times(0.5), relu())),
    ensemble(2, dense(2)),
  );
  const given = { network: tree, ...initialize(tree, key(1)) };

  it('come back with layers of one’s own, if their kinds are given', () => {
    const bytes = encodeModel(given, withMine);
    const again = decodeModel(bytes, withMine);
    if (again._tag === 'Left') throw new Error(again.left.message);
    const [a, b] = [given, again.right].map(({ network, params, state }) =>
      apply(network)(params, state, ones([2, 3]))[0].toArray(),
    );
    expect(b).toEqual(a);
    expect(encodeModel(again.right, withMine)).toEqual(bytes);
    expect(decodeModel(bytes)).toMatchObject({
      left: { _tag: 'ModelError', message: expect.stringContaining("is a 'times', which is not") },
    });
  });

  it('come back with named parts only if these are asked for', () => {
    const takes = pipe(input({ a: 2, b: [2, 1] }), select('a'), dense(1));
    const gives = pipe(input(2), fork({ a: dense(1), b: relu() }));
    for (const [network, said] of [
      [takes, 'its network takes named parts, { a: 2, b: [2, 1] }, not one tensor'],
      [gives, 'its network gives named parts, { a: 1, b: 2 }, not one tensor'],
    ] as const) {
      const bytes = encodeModel({ network, ...initialize(network, key(1)) });
      const plain = decodeModel(bytes);
      expect(plain).toMatchObject({ left: { message: expect.stringContaining(said) } });
      const whole = decodeModel(bytes, { parts: true });
      if (whole._tag === 'Left') throw new Error(whole.left.message);
      expect(variablesFor(network, whole.right)._tag).toBe('Right');
      expect(encodeModel(whole.right)).toEqual(bytes);
    }
  });
});

describe('models as bytes', () => {
  it('come back with network, parameters, state and notes', () => {
    const again = decodeModel(encodeModel(model));
    if (again._tag === 'Left') throw new Error(again.left.message);
    expect(bits([again.right.params, again.right.state])).toEqual(
      bits([model.params, model.state]),
    );
    expect(again.right.notes).toEqual({ data: 'toy' });
    expect(variablesFor(network, again.right)._tag).toBe('Right');
  });

  it('come back with the transform of their inputs', () => {
    const transform: Transform = { kind: 'standardize', mean: [1, 0.1, 3], std: [1, 2, 1e-9] };
    const again = decodeModel(encodeModel({ ...model, transform }));
    expect(again).toMatchObject({ _tag: 'Right', right: { transform } });
    const spoilt = tampered(({ metadata }) => {
      metadata.transform = '{"kind":"standardise"}';
    });
    expect(decodeModel(spoilt)).toMatchObject({ left: { _tag: 'ModelError' } });
  });

  it('are equal where the models are', () => {
    const other: Model = { network, ...initialize(network, key(1)), notes: { data: 'toy' } };
    expect(encodeModel(other)).toEqual(encodeModel(model));
  });

  it.each<[string, Transform]>([
    ['standardize', { kind: 'standardize', mean: [1, 2], std: [1, 2] }],
    ['composed', { kind: 'composed', transforms: [{ kind: 'normalize', min: [0], max: [1] }] }],
  ])(
    'with a transform of another width than the network are refused, read and written: %s',
    (_, transform) => {
      const spoilt = tampered(({ metadata }) => {
        metadata.transform = JSON.stringify(transform);
      });
      expect(decodeModel(spoilt)).toMatchObject({
        left: {
          message: expect.stringMatching(/its transform is of \d numbers, the network takes 3/),
        },
      });
      expect(() => encodeModel({ ...model, transform })).toThrow(ShapeError);
    },
  );

  const refused: { readonly [what: string]: readonly [() => Uint8Array, string] } = {
    'a safetensors file of another program': [
      () => encodeTensors({ tensors: { x: tensor([1]) }, metadata: {} }),
      'not a model of this library',
    ],
    'a missing tensor': [
      () => tampered(({ tensors }) => delete tensors['params.dense1.kernel']),
      "tensor 'params.dense1.kernel' is missing",
    ],
    'a tensor of another shape': [
      () =>
        tampered(({ tensors }) => {
          tensors['params.dense1.bias'] = tensor([1]);
        }),
      "tensor 'params.dense1.bias' has shape [1], the network needs [4]",
    ],
    'a tensor too many': [
      () =>
        tampered(({ tensors }) => {
          tensors.extra = tensor([1]);
        }),
      "tensor 'extra' does not belong to a layer",
    ],
    'a tensor of integers': [
      () =>
        tampered(({ tensors }) => {
          tensors['params.dense1.bias'] = tensor([1, 2, 3, 4], { dtype: 'int32' });
        }),
      "tensor 'params.dense1.bias' is int32, the network needs float32",
    ],
    'tensors of two precisions': [
      () =>
        tampered(({ tensors }) => {
          tensors['params.dense1.bias'] = tensor([1, 2, 3, 4], { dtype: 'float64' });
        }),
      "tensor 'params.dense1.bias' is float64, the network needs float32",
    ],
    ...Object.fromEntries(
      [
        { inputWidth: 2, layers: [{ kind: 'dense', config: { units: 1e9, useBias: true } }] },
        { inputWidth: 2e9, layers: [{ kind: 'layerNorm', config: { epsilon: 1 } }] },
        { inputWidth: 2e9, layers: [{ kind: 'prelu', config: { alpha: 1 } }] },
      ].map((huge) => [
        `a network of a size that its file cannot hold, ${huge.layers[0]!.kind}`,
        [
          () =>
            tampered(({ metadata }) => {
              metadata.network = JSON.stringify(huge);
            }),
          'numbers, the file holds',
        ],
      ]),
    ),
    'a network that is not JSON': [
      () =>
        tampered(({ metadata }) => {
          metadata.network = '{';
        }),
      'its network is not JSON',
    ],
    'JSON that is not a network': [
      () =>
        tampered(({ metadata }) => {
          metadata.network = '[]';
        }),
      'not a network description',
    ],
  };
  for (const [what, [bytes, message]] of Object.entries(refused))
    it(`are refused for ${what}`, () => {
      expect(decodeModel(bytes())).toMatchObject({
        _tag: 'Left',
        left: { _tag: 'ModelError', message: expect.stringContaining(message) },
      });
    });

  describe('that could not be read again are refused when they are encoded', () => {
    const own = (kind: string, config: object = {}) =>
      sameShapeLayer(() => ({
        kind,
        config: { ...config },
        init: () => ({ params: {}, state: {} }),
        apply: ({ state }, x) => [mul(x, 2), state],
      }));
    const encode = (network: Network<number, number>) => () =>
      encodeModel({ network, ...initialize(network, key(1)), notes: {} });

    it('a layer of one’s own is named, with what to do instead', () => {
      const encoding = encode(pipe(input(3), dense(2), own('double')));
      expect(encoding).toThrow(ArgumentError);
      expect(encoding).toThrow(
        /^encodeModel: decodeModel could not read it, .*layer 1 is a 'double', .*kinds: \[\.\.\.kinds, mine\].*encodeTensors$/,
      );
    });

    it('a setting that no such layer has', () => {
      expect(encode(pipe(input(3), own('relu', { slope: 1 })))).toThrow(
        "layer 0 (relu): its 'slope' is not known",
      );
    });

    it('a setting that JSON cannot write', () => {
      expect(encode(pipe(input(3), hardSigmoid({ slope: Infinity })))).toThrow(
        "layer 0 (hardSigmoid): 'slope' must be a number",
      );
    });

    const other: Network<number, number> = pipe(input(3), dense(5), batchNorm(), relu(), dense(2));
    it.each<[string, Partial<Model>, string]>([
      [
        'variables of another network',
        initialize(other, key(1)),
        "tensor 'params.dense1.kernel' has shape [3, 5], the network needs [3, 4]",
      ],
      [
        'a transform that is not finite',
        { transform: { kind: 'standardize', mean: [1, Infinity, 3], std: [1, 1, 1] } },
        'the saved transform is invalid',
      ],
      ['no states', { state: {} }, "tensor 'state.batchNorm1.mean' is missing"],
      [
        'a state too many',
        { state: { ...model.state, dense1: { mean: tensor([1]) } } },
        "tensor 'state.dense1.mean' does not belong to a layer",
      ],
      [
        'variables of two precisions',
        { state: initialize(network, key(1), { dtype: 'float64' }).state },
        "tensor 'state.batchNorm1.mean' is float64, the network needs float32",
      ],
      [
        'whole numbers',
        {
          params: {
            ...model.params,
            dense1: {
              ...(model.params.dense1 as Variables),
              bias: cast(tensor([1, 2, 3, 4]), 'int32'),
            },
          },
        },
        "tensor 'params.dense1.bias' is int32, the network needs float32",
      ],
    ])('%s', (_, change, message) => {
      expect(() => encodeModel({ ...model, ...change })).toThrow(ArgumentError);
      expect(() => encodeModel({ ...model, ...change })).toThrow(message);
    });
  });

  it('come back in float64 where they are', () => {
    const precise = { ...model, ...initialize(network, key(1), { dtype: 'float64' }) };
    const again = decodeModel(encodeModel(precise));
    expect(again._tag === 'Right' && bits(again.right.params)).toEqual(bits(precise.params));
  });

  it('of another network are refused for this one, naming the first difference', () => {
    const wider = pipe(input(3), dense(5), batchNorm(), relu(), dense(2));
    expect(variablesFor(wider, model)).toMatchObject({
      left: { message: expect.stringContaining('a model of another network: layer 1 is') },
    });
    expect(variablesFor(input(9), model)).toMatchObject({
      left: { message: 'a model of another network: it takes 3 features, this network 9' },
    });
  });
});
