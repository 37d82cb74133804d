import { grad } from '@puregrad/autodiff';
import { concat, initialize, input, parallel } from '@puregrad/layers';
import { meanSquaredError } from '@puregrad/losses';
import { adam, type LearningRate, sgd } from '@puregrad/optimizers';
import {
  add,
  concat as concatTensors,
  key,
  leaves,
  mapTree,
  matmul,
  mean,
  mul,
  normal,
  pipe,
  sub,
  type Tensor,
  tensor,
  zeros,
} from '@puregrad/tensors';
import { describe, expect, it, test } from 'vitest';
import { evaluator, predictor } from './evaluate.ts';
import { findLearningRate } from './find-learning-rate.ts';
import { decodeModel, encodeModel, variablesFor } from './model.ts';
import { datasetDigest } from './recipe.ts';
import { bits, close, done, layerOf, ROWS, waves } from './testing/records.ts';
import { trainWith } from './testing/train-with.ts';

describe('a network of two inputs', () => {
  const network = pipe(
    input({ a: 2, b: 3 }),
    parallel({ a: layerOf(2), b: layerOf(2) }),
    concat(),
    layerOf(1),
  );
  const x = { a: normal(key(1), [ROWS, 2]), b: normal(key(2), [ROWS, 3]) };
  const y = normal(key(3), [ROWS, 1]);

  it('makes the steps that are written by hand', async () => {
    const affine = (x: Tensor, { kernel, bias }: { kernel: Tensor; bias: Tensor }): Tensor =>
      add(matmul(x, kernel), bias);
    const start = {
      a: { kernel: waves(key(0), [2, 2], 'float32'), bias: zeros([2]) },
      b: { kernel: waves(key(0), [3, 2], 'float32'), bias: zeros([2]) },
      out: { kernel: waves(key(0), [4, 1], 'float32'), bias: zeros([1]) },
    };
    const cost = (p: typeof start): Tensor => {
      const joined = concatTensors([affine(x.a, p.a), affine(x.b, p.b)], { axis: 1 });
      const error = sub(affine(joined, p.out), y);
      return mean(mul(error, error));
    };
    let expected = start;
    for (let step = 0; step < 3; step++) {
      const slope = grad(cost)(expected);
      const at = leaves(slope);
      let next = 0;
      expected = mapTree(expected, (leaf) => sub(leaf, mul(at[next++]!, 0.05)));
    }
    const { params } = await done({
      network,
      optimizer: sgd({ learningRate: 0.05 }),
      loss: meanSquaredError,
      train: { x, y },
      epochs: 3,
      batchSize: ROWS,
    });
    const { parallel1, dense1 } = params as never as {
      readonly parallel1: { readonly [P in 'a' | 'b']: { readonly dense1: typeof start.a } };
      readonly dense1: typeof start.out;
    };
    for (const [was, is] of [
      [expected.a, parallel1.a.dense1],
      [expected.b, parallel1.b.dense1],
      [expected.out, dense1],
    ] as const) {
      close(is.kernel, was.kernel);
      close(is.bias, was.bias);
    }
  });

  it('takes the parts in any order, and batches keep them together', async () => {
    const options = { network, optimizer: adam(), loss: meanSquaredError, batchSize: 5, epochs: 2 };
    const one = await done({ ...options, train: { x, y } });
    const other = await done({ ...options, train: { x: { b: x.b, a: x.a }, y } });
    expect(bits(other.params)).toEqual(bits(one.params));
    expect(datasetDigest({ x: { b: x.b, a: x.a }, y })).toBe(datasetDigest({ x, y }));
    expect(datasetDigest({ x: { a: x.b, b: x.a }, y })).not.toBe(datasetDigest({ x, y }));
    expect(datasetDigest({ x: { a: x.a, c: x.b }, y })).not.toBe(datasetDigest({ x, y }));
    expect(datasetDigest({ x: x.a, y: { a: x.b, b: y } })).not.toBe(
      datasetDigest({ x: { a: x.a, b: x.b }, y }),
    );
  });

  it('is augmented as a whole, and observed part by part', async () => {
    const nothing = (_: Tensor, { a, b }: typeof x) => ({ a: mul(a, 0), b });
    const { history } = await done({
      network,
      optimizer: adam(),
      loss: meanSquaredError,
      train: { x, y },
      augment: nothing,
      epochs: 1,
    });
    const [a, b] = history[0]!.layers;
    expect([a!.name, b!.name]).toEqual(['input.a', 'input.b']);
    expect([a!.std, b!.std > 0.1]).toEqual([0, true]);
    // A batch of one part only is refused by the network.
    const lost = (_: Tensor, { a }: typeof x) => ({ a }) as never;
    await expect(
      done({ network, optimizer: adam(), loss: meanSquaredError, train: { x, y }, augment: lost }),
    ).rejects.toThrow('the network takes inputs of shape');
  });

  it('has a learning rate to find, and is saved and read', async () => {
    const { points } = findLearningRate({
      objective: { network, loss: meanSquaredError, metrics: {} },
      optimizer: (learningRate) => sgd({ learningRate }),
      train: { x, y },
      steps: 5,
      to: 0.01,
    });
    expect(points).toHaveLength(5);
    const model = { network, ...initialize(network, key(4)) };
    const read = decodeModel(encodeModel(model), { parts: true });
    if (read._tag === 'Left') throw new Error(read.left.message);
    const variables = variablesFor(network, read.right);
    if (variables._tag === 'Left') throw new Error(variables.left.message);
    expect(predictor({ network })(variables.right, x)).toEqual(predictor({ network })(model, x));
    const transform = { kind: 'normalize', min: [0, 0], max: [1, 1] } as const;
    expect(() => encodeModel({ ...model, transform })).toThrow('the network takes the parts a, b');
  });

  test.each<readonly [string, unknown, string]>([
    ['a missing part', { a: x.a }, "x has no part 'b', which the network has"],
    ['a part too many', { ...x, c: x.a }, "x has a part 'c', but the network has only a, b"],
    [
      'one tensor',
      x.a,
      'x is one tensor of shape [12, 2], but the network has the parts a, b there',
    ],
    [
      'a record',
      { ...x, b: { c: x.b } },
      'x.b has the parts c, but the network has one tensor there',
    ],
    ['another width', { ...x, b: x.a }, 'x.b must have shape [examples, 3], got [12, 2]'],
    ['a scalar', { ...x, b: tensor(1) }, 'x.b must have shape [examples, 3], got []'],
    [
      'float64',
      { ...x, b: zeros([12, 3], { dtype: 'float64' }) },
      'x.b must be float32, got float64',
    ],
    [
      'int32',
      { ...x, b: zeros([12, 3], { dtype: 'int32' }) },
      'of x.b, which are int32, the network takes one as floats',
    ],
    [
      'fewer rows',
      { ...x, b: zeros([11, 3]) },
      'x.a has 12 rows (shape [12, 2]) and x.b has 11 (shape [11, 3])',
    ],
    ['NaN', { ...x, b: mul(x.b, Number.NaN) }, 'x.b holds NaN at row 0, column 0'],
  ])('refuses data by the name of the part: %s', async (_, wrong, message) => {
    const options = { network, optimizer: sgd(), loss: meanSquaredError, train: { x, y } };
    for (const [name, data] of [
      ['training', { train: { x: wrong, y } }],
      ['validation', { validation: { x: wrong, y } }],
    ] as const) {
      const result = await trainWith({ ...options, ...(data as object) })();
      expect(result).toMatchObject({ left: { _tag: 'InvalidData' } });
      expect(result._tag === 'Left' && result.left.message).toContain(`${name} data: `);
      expect(result._tag === 'Left' && result.left.message).toContain(message);
    }
  });

  it('is not evaluated on parts of different lengths (was: rows were dropped)', () => {
    const variables = initialize(network, key(1));
    const objective = { network, loss: meanSquaredError, metrics: {} };
    const longer = { ...x, b: zeros([ROWS + 1, 3]) };
    const message = 'x.a has 12 rows (shape [12, 2]) and x.b has 13 (shape [13, 3])';
    expect(() => predictor({ network })(variables, longer)).toThrow(`predict: ${message}`);
    expect(() => evaluator(objective)(variables, { x: longer, y })).toThrow(`evaluate: ${message}`);
    const more = zeros([ROWS + 1, 1]);
    expect(() => evaluator(objective)(variables, { x, y: more })).toThrow('and y has 13');
    const optimizer = (learningRate: LearningRate) => sgd({ learningRate });
    expect(() => findLearningRate({ objective, optimizer, train: { x, y: more } })).toThrow(
      'findLearningRate: x.a has 12 rows (shape [12, 2]) and y has 13',
    );
  });

  it('names the part in which a number is not finite', async () => {
    const spoilt = (_: Tensor, { a, b }: typeof x) => ({ a, b: mul(b, Infinity) });
    const result = await trainWith({
      network,
      optimizer: sgd(),
      loss: meanSquaredError,
      train: { x, y },
      augment: spoilt,
    })();
    expect(result).toMatchObject({
      left: {
        _tag: 'NonFinite',
        layer: 'input.b',
        message: expect.stringContaining('the augmented inputs are not finite in x.b'),
      },
    });
  });
});
