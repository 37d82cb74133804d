import {
  type Axes,
  batchNorm,
  concat,
  dense,
  input,
  layer,
  type Network,
  noVariables,
  parallel,
} from '@puregrad/layers';
import { meanSquaredError, overMembers } from '@puregrad/losses';
import { sgd } from '@puregrad/optimizers';
import { key, normal, pipe, sum, type Tensor, take, tensor, zeros } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
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
