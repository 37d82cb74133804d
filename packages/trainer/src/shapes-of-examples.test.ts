import {
  type Axes,
  batchNorm,
  concat,
  dense,
  embedding,
  flatten,
  input,
  layer,
  type Network,
  noVariables,
  parallel,
} from '@puregrad/layers';
import { meanSquaredError, overMembers } from '@puregrad/losses';
import { sgd } from '@puregrad/optimizers';
import { flow, key, normal, pipe, sum, type Tensor, take, tensor, zeros } from '@puregrad/tensors';
import { describe, expect, it, test } from 'vitest';
import { predictor } from './evaluate.ts';
import { done, int } from './testing/records.ts';
import { trainWith } from './testing/train-with.ts';

describe('shapes of examples', () => {
  it('images are checked as shapes', async () => {
    const flat = layer((axes: readonly number[]) => ({
      kind: 'flat',
      output: 3,
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [sum(x, { axes: axes.map((_, i) => i + 1).slice(0, 2) }), state],
    }));
    const network = pipe(input([2, 2, 3]), flat, dense(2));
    const y = int([0, 1]);
    const options = { network, optimizer: sgd(), epochs: 1 };
    const made = await done({ ...options, train: { x: zeros([2, 2, 2, 3]), y } });
    expect(predictor(made)(made, zeros([2, 2, 2, 3])).shape).toEqual([2, 2]);
    for (const shape of [
      [2, 12],
      [2, 2, 3, 2],
      [2, 2, 2],
    ]) {
      const result = await trainWith({ ...options, train: { x: zeros(shape), y } })();
      expect(result._tag === 'Left' && result.left.message).toBe(
        `training data: inputs must have shape [examples, 2, 2, 3], got [${shape.join(', ')}]`,
      );
    }
  });

  it('indices stay int32 where the network takes them', async () => {
    const table = tensor([
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    const look = layer((_: number) => ({
      kind: 'look',
      output: 2 as const,
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [sum(take(table, x as Tensor), { axes: 1 }), state],
    }));
    const network = pipe(
      input({ words: 4, age: 1 }),
      parallel({ words: look, age: dense(2) }),
      concat(),
      batchNorm(),
      dense(2),
    );
    const words = tensor(
      Int32Array.from({ length: 20 }, (_, i) => i % 3),
      { shape: [5, 4] },
    );
    const train = { x: { words, age: zeros([5, 1]) }, y: int([0, 1, 0, 1, 1]) };
    const made = await done({ network, optimizer: sgd(), train, batchSize: 4, epochs: 1 });
    expect(made.history[0]!.layers.map(({ name }) => name).slice(0, 2)).toEqual([
      'input.words',
      'input.age',
    ]);
  });

  const words = (indices: readonly number[]): Tensor =>
    tensor(Int32Array.from(indices), { shape: [indices.length / 2, 2] });
  const ofWords = pipe(
    input({ words: 2, age: 1 }),
    parallel({ words: flow(embedding(3, 4), flatten()), age: dense(2) }),
    concat(),
    dense(2),
  );

  test.each([
    [[0, 1, 2, 0, 1, 3], 3, 2, 1],
    [[0, 1, -1, 0, 1, 2], -1, 1, 0],
    [[0, 1, 2, 0, 2 ** 31 - 1, 2], 2 ** 31 - 1, 2, 0],
  ])(
    'an index outside the vocabulary is named with its part and row: %j (was: thrown by scatterAdd)',
    async (indices, index, row, column) => {
      const train = { x: { words: words(indices), age: zeros([3, 1]) }, y: int([0, 1, 0]) };
      const result = await trainWith({ network: ofWords, optimizer: sgd(), train, epochs: 1 })();
      expect(result).toMatchObject({ left: { _tag: 'InvalidData' } });
      const message = result._tag === 'Left' ? result.left.message : '';
      expect(message).toContain(
        `training data: x.words holds ${index} at row ${row}, column ${column}, which the network refuses`,
      );
      expect(message).toContain('is outside the vocabulary of 3');
      const plain = pipe(input(2), embedding(3, 4), flatten(), dense(2));
      const other = await trainWith({
        network: plain,
        optimizer: sgd(),
        train: { ...train, x: train.x.words },
        epochs: 1,
      })();
      expect(other._tag === 'Left' && other.left.message).toContain(
        `x holds ${index} at row ${row}`,
      );
    },
  );

  it('embeddings are trained on all indices of the vocabulary', async () => {
    const train = {
      x: { words: words([0, 1, 2, 0, 1, 2]), age: zeros([3, 1]) },
      y: int([0, 1, 0]),
    };
    const options = { network: ofWords, optimizer: sgd({ learningRate: 0.1 }), train, epochs: 20 };
    const { history } = await done(options);
    expect(history.at(-1)!.training.loss).toBeLessThan(history[0]!.training.loss);
    const mixed = { ...train, x: { words: train.x.words, age: train.x.words } } as never;
    const wrong = await trainWith({ ...options, train: mixed })();
    expect(wrong._tag === 'Left' && wrong.left.message).toContain('x.age must have shape');
  });

  it('members are judged one by one', async () => {
    const network: Network<Axes, Axes> = pipe(input(2), dense(3));
    const loss = overMembers(meanSquaredError);
    const train = { x: normal(key(1), [6, 2]), y: zeros([6]) };
    const weighed = { ...train, weights: tensor([1, 0, 1, 2, 1, 0]) };
    for (const data of [train, weighed]) {
      const { history } = await done({ network, optimizer: sgd(), loss, train: data, epochs: 2 });
      expect(history[1]!.training.loss).toBeLessThan(history[0]!.training.loss);
    }
  });
});
