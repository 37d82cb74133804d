import { valueAndGrad } from '@puregrad/autodiff';
import {
  add,
  flow,
  isTensor,
  key,
  mul,
  ones,
  pipe,
  ShapeError,
  sum,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import { relu } from '../activations.ts';
import { apply, applyLayers } from '../apply.ts';
import { batchNorm } from '../batch-norm.ts';
import { dense } from '../dense.ts';
import { dropout } from '../dropout.ts';
import { noVariables, type Variables } from '../layer.ts';
import { input, layer, type Network, sameShapeLayer } from '../network.ts';
import { penalties } from '../penalty.ts';
import { showSummary, summary } from '../summary.ts';
import { initialize, tensorAt } from '../variables.ts';
import { addParts } from './add-parts.ts';
import { concat } from './concat.ts';
import { each } from './each.ts';
import { ensemble } from './ensemble.ts';
import { fork } from './fork.ts';
import { parallel } from './parallel.ts';
import { iterate, repeat } from './repeat.ts';
import { flatten, reshapeTo } from './reshape-to.ts';
import { residual } from './residual.ts';
import { select } from './select.ts';

/** A layer without variables. */
const by = (f: (x: Tensor) => Tensor) =>
  sameShapeLayer(() => ({
    kind: 'by',
    config: {},
    init: () => noVariables,
    apply: ({ state }, x) => [f(x), state],
  }));
const times = (n: number) => by((x) => mul(x, n));
const plus = (n: number) => by((x) => add(x, n));

const x = tensor([[1, 2]]);
const outputOf = (network: Network, of: unknown = x): unknown => {
  const [y] = apply(network)({}, {}, of as Tensor);
  return isTensor(y)
    ? y.toArray()
    : Object.fromEntries(
        Object.entries(y).map(([name, part]) => [name, (part as Tensor).toArray()]),
      );
};

describe('each combinator computes what it says', () => {
  const both = { a: tensor([[1, 2]]), b: tensor([[10, 20]]) };
  const image = tensor([
    [
      [[1], [2]],
      [[3], [4]],
    ],
  ]);
  it.each<[string, Network, unknown, unknown]>([
    ['residual adds its input', pipe(input(2), residual(times(3))), x, [[4, 8]]],
    [
      'residual of parts adds them by name',
      pipe(input({ a: 2, b: 2 }), residual(parallel({ a: times(1), b: times(2) }))),
      both,
      { a: [[2, 4]], b: [[30, 60]] },
    ],
    [
      'fork gives the outputs by their names',
      pipe(input(2), fork({ a: times(2), b: plus(1) })),
      x,
      { a: [[2, 4]], b: [[2, 3]] },
    ],
    [
      'parallel gives each part to its network',
      pipe(input({ a: 2, b: 2 }), parallel({ a: times(2), b: plus(1) })),
      both,
      { a: [[2, 4]], b: [[11, 21]] },
    ],
    [
      'each gives all parts to one network',
      pipe(input({ a: 2, b: 2 }), each(times(2))),
      both,
      { a: [[2, 4]], b: [[20, 40]] },
    ],
    ['repeat appends the stage so often', pipe(input(2), repeat(3, times(2))), x, [[8, 16]]],
    ['iterate runs the network so often', pipe(input(2), iterate(3, times(2))), x, [[8, 16]]],
    ['ensemble is a mean', pipe(input(2), ensemble(4, plus(1))), x, [[2, 3]]],
    ['concat joins features', pipe(input({ a: 2, b: 2 }), concat()), both, [[1, 2, 10, 20]]],
    [
      'concat joins channels',
      pipe(input([2, 2, 1]), fork({ a: times(1), b: times(10) }), concat()),
      image,
      [
        [
          [
            [1, 10],
            [2, 20],
          ],
          [
            [3, 30],
            [4, 40],
          ],
        ],
      ],
    ],
    ['addParts is the sum', pipe(input({ a: 2, b: 2 }), addParts()), both, [[11, 22]]],
    ['select is one part', pipe(input({ a: 2, b: 2 }), select('b')), both, [[10, 20]]],
    ['flatten goes row by row', pipe(input([2, 2, 1]), flatten()), image, [[1, 2, 3, 4]]],
    ['reshapeTo keeps the order', pipe(input(2), reshapeTo([2, 1])), x, [[[1], [2]]]],
  ])('%s', (_, network, of, expected) => {
    expect(outputOf(network, of)).toEqual(expected);
  });
});

describe('shared weights', () => {
  const kernelOf = (gradients: Variables, path: string) =>
    tensorAt(gradients, path).toArray() as number[][];

  it('have the sum of the gradients of their uses', () => {
    const twins = pipe(input({ a: 2, b: 2 }), each(dense(1, { useBias: false })), addParts());
    const { params } = initialize(twins, key(1));
    const both = { a: tensor([[1, 2]]), b: tensor([[10, 20]]) };
    const loss = (p: Variables) => sum(apply(twins)(p, {}, both)[0]);
    const [, gradients] = valueAndGrad(loss)(params);
    expect(kernelOf(gradients, 'each1.body.dense1.kernel')).toEqual([[11], [22]]);
  });

  it('hand the state from one use to the next', () => {
    const often = pipe(input(1), iterate(2, batchNorm({ decay: 0.5, movingVariance: 'biased' })));
    const { params, state } = initialize(often, key(1));
    const [, next] = apply(often)(params, state, tensor([[1], [3]]), { training: true });
    // The mean of the first use is 2, that of the second 0: (0 · ½ + 2 · ½) · ½ + 0 · ½.
    expect(tensorAt(next, 'iterate1.body.batchNorm1.mean').item()).toBeCloseTo(0.5, 6);
  });

  it('draw other random numbers in each use, and other ones than their neighbours', () => {
    const half = () => dropout(0.5);
    const x = ones([1, 64]);
    const both = { a: x, b: x };
    const networks: readonly Network[] = [
      pipe(input({ a: 64, b: 64 }), each(half())),
      pipe(input({ a: 64, b: 64 }), parallel({ a: half(), b: half() })),
    ];
    for (const network of networks) {
      const [y] = apply(network)({}, {}, both, { training: true, key: key(3) });
      const { a, b } = y as { readonly a: Tensor; readonly b: Tensor };
      expect([...a.data]).not.toEqual([...b.data]);
    }
    const twice = pipe(input(64), iterate(2, dropout(0.5)));
    const [y] = apply(twice)({}, {}, x, { training: true, key: key(3) });
    // Of one mask used twice, half would be kept.
    expect([...y.data].filter((v) => v !== 0).length).toBeLessThan(26);
  });
});

describe('shapes that do not fit are refused, saying what to do', () => {
  const any = (network: unknown) => network as Network<number, number>;
  it.each<[string, () => unknown]>([
    [
      "residual: its body's output and its input must have one shape, got 3 features and 2 features",
      () => residual(dense(3) as never)(any(input(2))),
    ],
    [
      'dense: takes a vector of features, the network before it gives examples of shape [2, 2, 1]; put flatten() before it',
      () => dense(3)(any(input([2, 2, 1]))),
    ],
    [
      'dense: takes a vector of features, the network before it gives examples of shape { a: 2, b: 3 }; join its parts with concat(), or use it within parallel(…)',
      () => dense(3)(any(input({ a: 2, b: 3 }))),
    ],
    ['relu: takes one tensor, the network before it', () => relu()(any(input({ a: 2 })))],
    [
      'concat: takes named parts, the network before it gives 2 features; make parts of it with fork',
      () => concat()(any(input(2)) as never),
    ],
    [
      'concat: parts that are joined have the same axes but for the last, got { a: [2, 1], b: 3 }',
      () => concat()(any(input({ a: [2, 1], b: 3 })) as never),
    ],
    [
      'concat: parts that are joined have the same axes but for the last, got { a: { b: 1 } }',
      () => concat()(any(input({ a: { b: 1 } })) as never),
    ],
    [
      "addParts: its parts 'b' and 'a' must have one shape, got 3 features and 2 features",
      () => addParts()(any(input({ a: 2, b: 3 })) as never),
    ],
    [
      "each: its parts 'b' and 'a' must have one shape",
      () => each<number, number>(relu())(any(input({ a: 2, b: 3 })) as never),
    ],
    [
      "parallel: part 'b' has no network",
      () => parallel({ a: relu() as never })(any(input({ a: 2, b: 3 })) as never),
    ],
    [
      "parallel: there is no part 'c', only a, b",
      () =>
        parallel({ a: relu() as never, b: relu() as never, c: relu() as never })(
          any(input({ a: 2, b: 3 })) as never,
        ),
    ],
    [
      "select: there is no part 'c', only a, b",
      () => select('c')(any(input({ a: 2, b: 3 })) as never),
    ],
    [
      'reshapeTo: [3, 1] has 3 elements, the network before it gives 2 features',
      () => reshapeTo([3, 1])(input(2)),
    ],
    [
      'apply: the network takes inputs of shape { a: [batch, 2], b: [batch, 3] }, got { a: [1, 2] }',
      () => apply(any(input({ a: 2, b: 3 })))({}, {}, { a: x } as never),
    ],
    [
      'apply: the network takes inputs of shape { a: [batch, 2], b: [batch, 2] }, got { a: [1, 2], b: [2, 2] }',
      () => apply(any(input({ a: 2, b: 2 })))({}, {}, { a: x, b: ones([2, 2]) } as never),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(ShapeError);
    expect(make).toThrow(message);
  });

  it.each<[string, () => unknown]>([
    ['input: a shape of named parts has at least one, got {}', () => input({})],
    ['input: a shape has at least one axis, got []', () => input([])],
    ['input: the length of an axis is an integer from 1 to 2147483647, got 0', () => input([2, 0])],
    ['input: the size of an example is an integer from 1', () => input([2 ** 20, 2 ** 20])],
    ['fork: a shape of named parts has at least one', () => fork({})(input(2))],
    ['iterate: the number is an integer from 1 to 1000, got 0', () => iterate(0, relu() as never)],
    [
      'ensemble: the number is an integer from 1 to 1000, got 1.5',
      () => ensemble(1.5, relu() as never),
    ],
    [
      'residual: body must be an object with input,output,layers, got 1',
      () => residual(() => 1 as never)(input(2)),
    ],
    [
      "tensorAt: there is no 'dense2.kernel': the variables hold dense1",
      () => tensorAt(initialize(pipe(input(2), dense(1)), key(1)).params, 'dense2.kernel'),
    ],
    [
      "tensorAt: there is no 'dense1.gain': 'dense1' holds kernel, bias",
      () => tensorAt(initialize(pipe(input(2), dense(1)), key(1)).params, 'dense1.gain'),
    ],
    [
      "tensorAt: 'dense1' holds kernel, bias; name one tensor",
      () => tensorAt(initialize(pipe(input(2), dense(1)), key(1)).params, 'dense1'),
    ],
    [
      "tensorAt: there is no 'dense1.kernel.a': 'dense1.kernel' is a tensor",
      () => tensorAt(initialize(pipe(input(2), dense(1)), key(1)).params, 'dense1.kernel.a'),
    ],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });
});

describe('a tree', () => {
  const network = pipe(
    input(4),
    residual(flow(dense(4, { kernelRegularizer: (k: Tensor) => sum(mul(k, k)) }), relu())),
    fork({ wide: dense(2), deep: flow(dense(3), relu(), dense(2)) }),
    addParts(),
  );
  const { params, state } = initialize(network, key(1));

  it('names variables by their paths', () => {
    expect(tensorAt(params, 'residual1.body.dense1.kernel').shape).toEqual([4, 4]);
    expect(tensorAt(params, 'fork1.deep.dense2.kernel').shape).toEqual([3, 2]);
    expect(Object.keys(params)).toEqual(['residual1', 'fork1']);
  });

  it('has outputs by their paths', () => {
    const [outputs] = applyLayers(network)(params, state, ones([1, 4]));
    expect(outputs.map(({ name }) => name)).toEqual([
      'residual1.body.dense1',
      'residual1.body.relu1',
      'residual1',
      'fork1.wide.dense1',
      'fork1.deep.dense1',
      'fork1.deep.relu1',
      'fork1.deep.dense2',
      'addParts1',
    ]);
  });

  it('has penalties by their paths', () => {
    const { 'residual1.body.dense1': cost } = penalties(network)(params);
    const kernel = tensorAt(params, 'residual1.body.dense1.kernel');
    expect(cost!.item()).toBe(sum(mul(kernel, kernel)).item());
  });

  it('is told with its parts below it', () => {
    expect(showSummary(summary(network))).toBe(
      [
        'layer       kind                     shape  parameters',
        'input                                    4',
        'residual1   residual                     4          20',
        '  body:                                  4',
        '    dense1  dense                        4          20',
        '    relu1   relu                         4           0',
        'fork1       fork      { wide: 2, deep: 2 }          33',
        '  wide:                                  2',
        '    dense1  dense                        2          10',
        '  deep:                                  2',
        '    dense1  dense                        3          15',
        '    relu1   relu                         3           0',
        '    dense2  dense                        2           8',
        'addParts1   addParts                     2           0',
        'total                                               53',
      ].join('\n'),
    );
  });

  it('tells the path of a layer that fails', () => {
    const { residual1: _, ...without } = params;
    expect(() => apply(network)(without, state, ones([1, 4]))).toThrow(
      /^layer 'residual1\.body\.dense1': its 'kernel' is missing, must have shape \[4, 4\]$/,
    );
  });

  it('may not have a variable with the name of a part', () => {
    const clash = layer((width: number) => ({
      kind: 'clash',
      output: width,
      config: {},
      parts: { body: pipe(input(2), dense(2)) },
      init: () => ({ params: { body: ones([1]) }, state: {} }),
      apply: ({ state }, x) => [x, state],
    }));
    expect(() => initialize(pipe(input(2), clash), key(1))).toThrow(
      "layer 'clash1': init: its variable 'body' has the name of one of its parts",
    );
  });
});
