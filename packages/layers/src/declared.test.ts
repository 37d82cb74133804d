import {
  ArgumentError,
  add,
  cast,
  compile,
  concat,
  key,
  matmul,
  mean,
  ones,
  pipe,
  reshape,
  ShapeError,
  slice,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { relu } from './activations.ts';
import { apply } from './apply.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { noVariables, type Variables, within } from './layer.ts';
import { layerNorm } from './layer-norm.ts';
import { prelu } from './learned-activations.ts';
import { input, layer, type Network, type NewLayer, sameShapeLayer } from './network.ts';
import { penalty } from './penalty.ts';
import { initialize, tensorAt } from './variables.ts';

const custom = (change: Partial<NewLayer<number, number>>) =>
  layer(
    (width: number): NewLayer<number, number> => ({
      kind: 'custom',
      output: width,
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [x, state],
      ...change,
    }),
  );

const x = ones([4, 3]);
const run = (network: Network<number, number>) => {
  const { params, state } = initialize(network, key(1));
  return apply(network)(params, state, x, { training: true });
};

describe('a layer is held to the width that it declares', () => {
  const outputs: { readonly [what: string]: readonly [(x: Tensor) => Tensor, string] } = {
    'too narrow': [(x) => slice(x, [0, 0], [4, 2]), '[4, 2]'],
    'too wide': [(x) => concat([x, x], { axis: 1 }), '[4, 6]'],
    'one number an example, without its axis': [(x) => mean(x, { axes: 1 }), '[4]'],
    'the mean of the batch': [(x) => mean(x, { axes: 0, keepDims: true }), '[1, 3]'],
    transposed: [(x) => reshape(x, [3, 4]), '[3, 4]'],
    'a scalar': [(x) => mean(x), '[]'],
  };
  for (const [what, [change, found]] of Object.entries(outputs))
    it(`as the last layer and before others: ${what}`, () => {
      const wrong = custom({ apply: ({ state }, x) => [change(x), state] });
      const message = `layer 'custom1': its output must have shape [4, 3], as it declares, got ${found}`;
      for (const network of [
        pipe(input(3), relu(), wrong),
        pipe(input(3), wrong, dense(2), batchNorm()),
      ]) {
        expect(() => run(network)).toThrow(message);
        expect(() => run(network)).toThrow(ShapeError);
        const { params, state } = initialize(network, key(1));
        const compiled = compile((x: Tensor) => apply(network)(params, state, x)[0]);
        expect(() => compiled(x)).toThrow(message);
      }
    });

  it('takes what keeps to it: one example without a batch, more axes between, no rows', () => {
    const network = pipe(input(3), custom({}), dense(2));
    const { params, state } = initialize(network, key(1));
    for (const shape of [[3], [4, 3], [4, 5, 3], [0, 3]])
      expect(apply(network)(params, state, zeros(shape))[0].shape).toEqual([
        ...shape.slice(0, -1),
        2,
      ]);
  });

  it('in networks that were built by hand', () => {
    const { layers } = pipe(input(3), dense(4), dense(2));
    const [first, second] = [layers[0]!, layers[1]!];
    const other = pipe(input(5), dense(2)).layers[0]!;
    expect(() => run({ input: 3, output: 2, layers: [first, other] })).toThrow(
      "layer 'dense2': its input must have shape [4, 5], as it declares, got [4, 4]",
    );
    expect(() => run({ input: 3, output: 7, layers: [first, second] })).toThrow(
      "apply: the network's output must have shape [batch, 7], as it declares, got [4, 2]",
    );
  });

  it('and what fails within it tells its name', () => {
    const wrong = custom({ apply: ({ state }, x) => [matmul(x, ones([7, 2])), state] });
    const running = () => run(pipe(input(3), wrong));
    expect(running).toThrow(/^layer 'custom1': matmul: /);
    expect(running).toThrow(
      expect.objectContaining({
        cause: expect.objectContaining({ message: expect.stringMatching(/^matmul: /) }),
      }),
    );
    const bug = custom({
      apply: () => {
        throw new TypeError('of the user');
      },
    });
    expect(() => run(pipe(input(3), bug))).toThrow(/^of the user$/);
  });
});

describe('a layer is held to the state that it made', () => {
  const count = tensor([0, 0]);
  const states: { readonly [what: string]: readonly [NewLayer<number, number>['apply'], string] } =
    {
      'a name that init did not make': [
        ({ state }, x) => [x, { ...state, other: count }],
        "its state 'other' is float32 [2] after apply, and was missing",
      ],
      'a name that is missing': [(_, x) => [x, {}], "its state 'count' is missing after apply"],
      'another shape': [
        ({ state }, x) => [x, { count: add(tensorAt(state, 'count'), ones([3, 2])) }],
        "its state 'count' is float32 [3, 2] after apply, and was float32 [2]",
      ],
      'another dtype': [
        ({ state }, x) => [x, { count: cast(tensorAt(state, 'count'), 'int32') }],
        "its state 'count' is int32 [2] after apply, and was float32 [2]",
      ],
    };
  for (const [what, [apply, message]] of Object.entries(states))
    it(what, () => {
      const network = pipe(
        input(3),
        custom({ init: () => ({ params: {}, state: { count } }), apply }),
      );
      expect(() => run(network)).toThrow(`layer 'custom1': ${message}`);
    });

  it('a state of a layer that has none is not dropped in silence', () => {
    const network = pipe(input(3), custom({ apply: (_, x) => [x, { count }] }));
    expect(() => run(network)).toThrow("layer 'custom1': its state 'count' is float32 [2]");
  });
});

describe('parameters and states of another network', () => {
  const network = pipe(input(3), dense(4), batchNorm(), prelu(), layerNorm(), dense(2));
  const made = initialize(network, key(1));
  const without = (variables: Variables, layer: string, name: string): Variables => {
    const { [name]: _, ...rest } = within(variables, layer);
    return { ...variables, [layer]: rest };
  };
  const put = (variables: Variables, layer: string, name: string): Variables => ({
    ...variables,
    [layer]: { ...within(variables, layer), [name]: ones([1]) },
  });

  for (const part of ['params', 'state'] as const)
    for (const [layer, tensors] of Object.entries(made[part]))
      for (const [name, { shape }] of Object.entries(tensors))
        it(`are named: ${part}.${layer}.${name}`, () => {
          const wanted = `must have shape [${shape.join(', ')}]`;
          for (const [change, found] of [
            [without, 'missing'],
            // Of one number, which would be broadcast.
            [put, 'of shape [1]'],
          ] as const) {
            const changed = change(made[part], layer, name);
            const { params, state } =
              part === 'params' ? { ...made, params: changed } : { ...made, state: changed };
            expect(() => apply(network)(params, state, x)).toThrow(
              `layer '${layer}': its '${name}' is ${found}, ${wanted}`,
            );
          }
        });

  it('are named where all are missing', () => {
    expect(() => apply(network)({}, {}, x)).toThrow(
      "layer 'dense1': its 'kernel' is missing, must have shape [3, 4]",
    );
  });

  it('are named by penalties, which must be scalars', () => {
    const penalized = pipe(input(3), dense(2, { kernelRegularizer: (kernel) => kernel }));
    expect(() => penalty(penalized)({})).toThrow("layer 'dense1': its 'kernel' is missing");
    expect(() => penalty(penalized)(initialize(penalized, key(1)).params)).toThrow(
      "layer 'dense1': its penalty must be a scalar, got shape [3, 2]",
    );
  });
});

describe('what functions of a layer give is named if it is of the wrong kind', () => {
  const giving = (value: unknown) => (() => value) as never;
  const cases: { readonly [what: string]: readonly [() => unknown, string] } = {
    'a stage that makes no layer': [
      () => layer(giving(1))(input(3)),
      'layer: layer must be an object with kind,config,init,apply, got 1',
    ],
    'a stage of the same width that makes no layer': [
      () => sameShapeLayer(giving(1))(input(3)),
      'sameShapeLayer: layer must be an object with kind,config,init,apply, got 1',
    ],
    'a layer whose init is not a function': [
      () => custom({ init: 1 as never })(input(3)),
      'layer: init must be a function, got 1',
    ],
    'a layer whose penalty is not a function': [
      () => custom({ penalty: 1 as never })(input(3)),
      'layer: penalty must be a function, got 1',
    ],
    'init: nothing': [
      () => run(pipe(input(3), custom({ init: giving(undefined) }))),
      "layer 'custom1': init: result must be an object with params,state, got undefined",
    ],
    'init: a number for a parameter': [
      () => run(pipe(input(3), custom({ init: giving({ params: { a: 1 }, state: {} }) }))),
      "layer 'custom1': init: a must be a tensor, got 1",
    ],
    'an initializer of dense': [
      () => run(pipe(input(3), dense(2, { kernelInit: giving(1) }))),
      "layer 'dense1': init: kernel must be a tensor, got 1",
    ],
    'apply: a tensor alone': [
      () => run(pipe(input(3), custom({ apply: giving(x) }))),
      "layer 'custom1': apply: result must be an array, got a tensor",
    ],
    'apply: a number': [
      () => run(pipe(input(3), custom({ apply: giving([1, {}]) }))),
      "layer 'custom1': apply: output must be a tensor, got 1",
    ],
    'apply: no state': [
      () => run(pipe(input(3), custom({ apply: giving([x, null]) }))),
      "layer 'custom1': apply: state must be an object, got null",
    ],
    'apply: a number for a state': [
      () => run(pipe(input(3), custom({ apply: giving([x, { mean: 1 }]) }))),
      "layer 'custom1': apply: mean must be a tensor, got 1",
    ],
    'a penalty': [
      () => penalty(pipe(input(3), custom({ penalty: giving(1) })))({}),
      "layer 'custom1': its penalty: a tensor is expected, got 1",
    ],
  };
  for (const [what, [make, message]] of Object.entries(cases))
    it(what, () => {
      expect(make).toThrow(message);
      expect(make).toThrow(ArgumentError);
    });
});

describe('what a network is applied to is named if it is of the wrong kind', () => {
  const network = pipe(input(3), dense(2));
  const { params, state } = initialize(network, key(1));
  const run = apply(network);
  it.each<[string, () => unknown]>([
    ['apply: params must be an object, got null', () => run(null as never, state, x)],
    ['apply: state must be an object, got 1', () => run(params, 1 as never, x)],
    ['apply: x must be a tensor, got an array', () => run(params, state, [] as never)],
    ['apply: options are an object, not null', () => run(params, state, x, null as never)],
    [
      "apply: there is no option 'train', only training, key, seen",
      () => run(params, state, x, { train: true } as never),
    ],
    [
      "layer 'dense1': its 'kernel': a tensor is expected, got 1",
      () => run({ dense1: { kernel: 1 } } as never, state, x),
    ],
    ['penalty: params must be an object, got null', () => penalty(network)(null as never)],
  ])('%s', (message, wrong) => {
    expect(wrong).toThrow(message);
    expect(wrong).toThrow(ArgumentError);
  });
});
