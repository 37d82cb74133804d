import type { Dataset } from '@puregrad/data';
import { constant, dense, input, relu, tensorAt } from '@puregrad/layers';
import { sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { averageParams, type Optimizer, reduceOnPlateau, sgd } from '@puregrad/optimizers';
import { l2 } from '@puregrad/regularizers';
import {
  add,
  div,
  key,
  leaves,
  mean,
  mul,
  normal,
  pipe,
  scalar,
  type Tensor,
  tensor,
} from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from './events.ts';
import type { Trained } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { trainWith } from './testing/train-with.ts';

const dataOf = (count: number, seed: number): Dataset => {
  const x = normal(key(seed), [count, 3]);
  return {
    x,
    y: tensor(Int32Array.from({ length: count }, (_, i) => (x.data[3 * i]! > 0 ? 1 : 0))),
  };
};
const data = dataOf(40, 1);
const base: FitOptions = {
  network: pipe(input(3), dense(8), relu(), dense(2)),
  optimizer: sgd({ learningRate: 0.1 }),
  train: data,
  epochs: 2,
  batchSize: 40,
};

const run = async (options: Partial<FitOptions>) => {
  const events: TrainingEvent[] = [];
  const result = await trainWith({ ...base, ...options }, (event) => events.push(event))();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return { events, trained: result.right };
};
const weights = ({ params }: Trained): readonly number[] =>
  leaves(params).flatMap((leaf) => [...leaf.data]);
const expectClose = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5);
  });
};
const rowsOf = ({ x, y }: Dataset, rows: readonly number[]): Dataset => ({
  x: tensor(
    rows.flatMap((row) => [...x.data.slice(3 * row, 3 * row + 3)]),
    {
      shape: [rows.length, 3],
    },
  ),
  y: tensor(Int32Array.from(rows, (row) => y.data[row]!)),
});

describe('sample and class weights (TensorFlow.js throws where they are asked for)', () => {
  const some = Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 3 === 0);
  const zeroOne = tensor(Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 1 : 0)));

  it('of 0 leave an example out', async () => {
    const left = await run({ sampleWeights: zeroOne, weighting: 'weightedMean' });
    const without = await run({ train: rowsOf(data, some) });
    expectClose(weights(left.trained), weights(without.trained));
  });

  it('of 2 count it twice', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => i);
    const doubled = await run({ sampleWeights: add(zeroOne, 1), weighting: 'weightedMean' });
    const repeated = await run({ train: rowsOf(data, [...rows, ...some]), batchSize: 54 });
    expectClose(weights(doubled.trained), weights(repeated.trained));
  });

  it('divide by the number of examples unless told otherwise, as in Keras', async () => {
    const { trained } = await run({ sampleWeights: mul(zeroOne, 0), epochs: 1 });
    expect(trained.history[0]!.training.loss).toBe(0);
    const { trained: none } = await run({
      sampleWeights: mul(zeroOne, 0),
      weighting: 'weightedMean',
      epochs: 1,
    });
    expect(none.history[0]!.training.loss).toBe(0);
  });

  it('by class are those of the examples', async () => {
    const byClass = await run({ classWeights: [1, 3] });
    const byExample = await run({
      sampleWeights: tensor(Array.from(data.y.data, (label) => (label === 1 ? 3 : 1))),
    });
    expectClose(weights(byClass.trained), weights(byExample.trained));
    expect(weights(byClass.trained)).not.toEqual(weights((await run({})).trained));
  });

  it('that cannot be meant are refused with the row', async () => {
    const bad = tensor(Array.from({ length: 40 }, (_, i) => (i === 7 ? -1 : 1)));
    await expect(run({ sampleWeights: bad })).rejects.toThrow('got -1 in row 7');
    await expect(run({ sampleWeights: tensor([1]) })).rejects.toThrow('must have shape [40]');
    await expect(run({ classWeights: [1, 2, 3] })).rejects.toThrow('must be 2 finite numbers');
  });
});

describe('augmentation', () => {
  it('sees every batch with a key of its own, and never the validation data', async () => {
    const seen: string[] = [];
    const spy = (k: Tensor, x: Tensor): Tensor => {
      seen.push(x.shape.join());
      return add(x, mul(normal(k, x.shape), 0.3));
    };
    const options = { augment: spy, validation: dataOf(10, 2), batchSize: 20 } as const;
    const { trained } = await run(options);
    // Traced once for each of the two programs, that which observes and that which does not.
    expect(seen).toEqual(['20,3', '20,3']);
    expect(weights(trained)).toEqual(weights((await run(options)).trained));
    expect(weights(trained)).not.toEqual(weights((await run({ ...options, seed: 1 })).trained));
  });

  it('that makes numbers infinite is named', async () => {
    const result = await trainWith({ ...base, augment: (_, x) => div(x, 0) })();
    expect(result).toMatchObject({
      _tag: 'Left',
      left: { layer: 'input', message: expect.stringContaining('check the augmentation') },
    });
  });
});

describe('penalties', () => {
  it('are reported apart from the data loss', async () => {
    const network = pipe(input(3), dense(8, { kernelRegularizer: l2(0.5) }), relu(), dense(2));
    const still = { optimizer: sgd({ learningRate: 0 }), epochs: 1 };
    const { trained } = await run({ ...still, network });
    const plain = await run(still);
    const { loss, penalty } = trained.history[0]!.training;
    const squares = [...tensorAt(trained.params, 'dense1.kernel').data].reduce(
      (sum, w) => sum + w * w,
      0,
    );
    expect(penalty).toBeCloseTo(0.5 * squares, 5);
    expect(loss).toBe(plain.trained.history[0]!.training.loss);
    expect(plain.trained.history[0]!.training.penalty).toBe(0);
  });
});

describe('layer reports', () => {
  it('hold what the formulas say of the input and each layer', async () => {
    const { trained } = await run({ optimizer: sgd({ learningRate: 0.1 }), epochs: 1 });
    const [first, dense1, relu1, dense2] = trained.history[0]!.layers;
    expect([first, dense1, relu1, dense2].map((layer) => layer!.name)).toEqual([
      'input',
      'dense1',
      'relu1',
      'dense2',
    ]);
    expect(first!.mean).toBeCloseTo(mean(data.x).item(), 5);
    expect(dense1!.parameters).toBe(3 * 8 + 8);
    // Gradient descent moves by η‖g‖.
    for (const { updateRatio, gradientNorm, weightNorm } of [dense1!, dense2!])
      expect(updateRatio).toBeCloseTo((0.1 * gradientNorm) / weightNorm, 6);
    expect(relu1).toMatchObject({ parameters: 0, gradientNorm: 0, weightNorm: 0 });
    expect(relu1!.mean).toBeGreaterThan(0);
  });

  it('are those of the steps that were asked for, and cost no bit of the result', async () => {
    const never = await run({ observeEvery: 0, batchSize: 8 });
    const always = await run({ observeEvery: 1, batchSize: 8 });
    expect(never.trained.history[0]!.layers).toEqual([]);
    expect(always.trained.history[0]!.layers.length).toBe(4);
    expect(weights(always.trained)).toEqual(weights(never.trained));
  });
});

describe('a plateau', () => {
  it('reduces the rate of later epochs, and says so', async () => {
    // A rate of 0 never improves: reduced after every epoch but the first.
    const still = sgd({ learningRate: 0 });
    const options = { plateau: reduceOnPlateau({ factor: 0.5, patience: 0 }), epochs: 3 };
    const { events, trained } = await run({ ...options, optimizer: still });
    expect(events.filter(({ kind }) => kind === 'reduction')).toEqual([
      { kind: 'reduction', epoch: 2, scale: 0.5 },
      { kind: 'reduction', epoch: 3, scale: 0.25 },
    ]);
    expect(trained.history.map(({ rateScale }) => rateScale)).toEqual([1, 1, 0.5]);
  });
});

describe('steps that are not finite', () => {
  const spoilt: Dataset = {
    x: tensor([...data.x.data.slice(3), 3e38, 3e38, 3e38], { shape: [40, 3] }),
    y: data.y,
  };
  const network = pipe(input(3), dense(8, { kernelInit: constant(1) }), relu(), dense(2));
  const options = { network, train: spoilt, batchSize: 10, epochs: 2, observeEvery: 1 };

  it('end the run unless they are to be left out', async () => {
    await expect(run(options)).rejects.toThrow(/epoch 1, step \d/);
  });

  it('are left out where asked, and counted', async () => {
    const { events, trained } = await run({ ...options, skipNonFinite: 1 });
    expect(events.filter(({ kind }) => kind === 'skip').length).toBe(2);
    expect(trained.history.map(({ skipped }) => skipped)).toEqual([1, 1]);
    expect(weights(trained).every(Number.isFinite)).toBe(true);
    expect(Number.isFinite(trained.history[0]!.training.loss)).toBe(true);
  });

  it('end it where too many come in a row', async () => {
    await expect(run({ ...options, batchSize: 40, skipNonFinite: 1 })).rejects.toThrow(
      /epoch 2, step 2/,
    );
  });
});

describe('optimizers that average', () => {
  it('have their averages judged and kept', async () => {
    const plain: Optimizer = sgd({ learningRate: 0.1 });
    const options = { validation: dataOf(10, 2), epochs: 1 };
    const average = await run({
      ...options,
      optimizer: pipe(plain, averageParams({ decay: 0.5 })),
    });
    const last = await run({ ...options, optimizer: plain });
    const start = await run({ ...options, optimizer: sgd({ learningRate: 0 }) });
    expectClose(
      weights(average.trained),
      weights(last.trained).map((w, i) => (w + weights(start.trained)[i]!) / 2),
    );
    expect(average.trained.history[0]!.validation).not.toEqual(last.trained.history[0]!.validation);
  });
});

it('sharpness-aware steps differ from plain ones, and learn', async () => {
  const { trained } = await run({ sharpness: { rho: 0.1 }, epochs: 20 });
  expect(weights(trained)).not.toEqual(weights((await run({ epochs: 20 })).trained));
  const losses = trained.history.map(({ training }) => training.loss);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 1.5);
});

describe('metrics', () => {
  it('can be asked for by name, with any loss', async () => {
    const loss = (output: Tensor, y: Tensor) => sparseSoftmaxCrossEntropy(output, y);
    const { trained } = await run({ loss, metrics: ['accuracy'], epochs: 1 });
    expect(Object.keys(trained.history[0]!.training.metrics)).toEqual(['accuracy']);
    await expect(run({ metrics: ['acuracy' as 'accuracy'] })).rejects.toThrow(
      "there is none called 'acuracy'",
    );
  });

  it('of the validation data alone see all outputs at once, and can be monitored', async () => {
    let rows = 0;
    const { trained } = await run({
      validation: dataOf(2500, 2),
      validationMetrics: {
        host: (output) => {
          rows = (output.toArray() as readonly unknown[]).length;
          return scalar(0.5);
        },
      },
      monitor: 'host',
      epochs: 1,
    });
    expect(rows).toBe(2500);
    expect(trained.history[0]!.validation!.metrics.host).toBe(0.5);
    await expect(
      run({ validationMetrics: { a: (output) => mean(output) }, monitor: 'a' }),
    ).rejects.toThrow("monitor 'a'");
  });
});
