import { grad } from '@puregrad/autodiff';
import { fork, input, tanh } from '@puregrad/layers';
import { headLosses, huber, meanSquaredError, sparseSoftmaxCrossEntropy } from '@puregrad/losses';
import { accuracy, headMetrics, mae } from '@puregrad/metrics';
import { sgd } from '@puregrad/optimizers';
import { earlyStopping } from '@puregrad/regularizers';
import {
  add,
  key,
  leaves,
  mapTree,
  matmul,
  mean,
  mul,
  normal,
  pipe,
  slice,
  sub,
  sum,
  type Tensor,
  tanh as tanhOf,
  tensor,
  zeros,
} from '@puregrad/tensors';
import { describe, expect, it, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { evaluator, predictor } from './evaluate.ts';
import type { TrainingEvent } from './events.ts';
import type { Checkpoint } from './run-state.ts';
import { bits, close, done, int, layerOf, ROWS, waves } from './testing/records.ts';
import { trainWith } from './testing/train-with.ts';

describe('a network of two heads', () => {
  const network = pipe(input(3), layerOf(4), tanh(), fork({ kind: layerOf(2), age: layerOf(1) }));
  const x = normal(key(1), [ROWS, 3]);
  const kind = int([...x.data.slice(0, ROWS)].map((v) => Number(v > 0)));
  const y = { kind, age: normal(key(2), [ROWS, 1]) };
  const loss = headLosses({
    kind: sparseSoftmaxCrossEntropy,
    age: { loss: meanSquaredError, weight: 0.25 },
  });
  const metrics = headMetrics({ kind: { accuracy }, age: { mae } });
  const base = { network, optimizer: sgd({ learningRate: 0.1 }), loss, metrics, train: { x, y } };
  const weights = tensor(Array.from({ length: ROWS }, (_, i) => i % 3));

  const affine = (x: Tensor, [kernel, bias]: readonly [Tensor, Tensor]): Tensor =>
    add(matmul(x, kernel), bias);
  const start: readonly (readonly [Tensor, Tensor])[] = [
    [waves(key(0), [3, 4], 'float32'), zeros([4])],
    [waves(key(0), [4, 2], 'float32'), zeros([2])],
    [waves(key(0), [4, 1], 'float32'), zeros([1])],
  ];
  const outputsOf = ([trunk, kind, age]: typeof start) => {
    const hidden = tanhOf(affine(x, trunk!));
    return { kind: affine(hidden, kind!), age: affine(hidden, age!) };
  };

  it.each(['plain', 'mean', 'weightedMean'] as const)(
    'makes the steps that are written by hand: weights %s',
    async (how) => {
      const meanOf = (rows: Tensor): Tensor => {
        if (how === 'plain') return mean(rows);
        const weighted = mul(rows, weights);
        return how === 'mean' ? mean(weighted) : mul(sum(weighted), 1 / sum(weights).item());
      };
      const cost = (p: typeof start): Tensor => {
        const { kind, age } = outputsOf(p);
        const error = slice(sub(age, y.age), [0, 0], [ROWS, 1]);
        const squares = sum(mul(error, error), { axes: 1 });
        return add(meanOf(sparseSoftmaxCrossEntropy(kind, y.kind)), mul(meanOf(squares), 0.25));
      };
      let expected = start;
      const losses: number[] = [];
      for (let step = 0; step < 3; step++) {
        losses.push(cost(expected).item());
        const slopes = leaves(grad(cost)(expected));
        let next = 0;
        expected = mapTree(expected, (leaf) => sub(leaf, mul(slopes[next++]!, 0.1)));
      }
      const made = await done({
        ...base,
        ...(how === 'plain' ? {} : { sampleWeights: weights, weighting: how }),
        epochs: 3,
        batchSize: ROWS,
      });
      made.history.forEach(({ training }, i) => expect(training.loss).toBeCloseTo(losses[i]!, 5));
      const outputs = predictor({ network })(made, x);
      const byHand = outputsOf(expected);
      close(outputs.kind, byHand.kind);
      close(outputs.age, byHand.age);
    },
  );

  it('reports, monitors and evaluates by head', async () => {
    const events: TrainingEvent[] = [];
    const made = await done(
      {
        ...base,
        validation: { x, y },
        validationMetrics: headMetrics({ age: { largest: (p) => mean(p) } }),
        monitor: 'kind.accuracy',
        stop: earlyStopping({ patience: 1 }),
        epochs: 4,
      },
      (event) => events.push(event),
    );
    const { training, validation } = made.history[0]!;
    expect(Object.keys(training.metrics)).toEqual(['kind.accuracy', 'age.mae']);
    expect(Object.keys(validation!.metrics)).toEqual(['kind.accuracy', 'age.mae', 'age.largest']);
    expect(events.find(({ kind }) => kind === 'improvement')).toMatchObject({
      monitor: 'kind.accuracy',
      value: validation!.metrics['kind.accuracy'],
    });
    const { metrics: measured } = evaluator({ network, loss, metrics }, { batchSize: 5 })(made, {
      x,
      y,
    });
    const outputs = predictor({ network })(made, x);
    expect(measured).toEqual({
      'kind.accuracy': accuracy(outputs.kind, y.kind).item(),
      'age.mae': mae(outputs.age, y.age).item(),
    });
  });

  it('resumes from a checkpoint to the same bits, and only with the same heads', async () => {
    const options = { ...base, batchSize: 5, epochs: 2, checkpointEvery: 2, observeEvery: 1 };
    const checkpoints: Checkpoint[] = [];
    const whole = await done(options, (event) => {
      if (event.kind === 'checkpoint') checkpoints.push(event.checkpoint);
    });
    const bytes = encodeCheckpoint(checkpoints[0]!);
    const read = decodeCheckpoint(bytes, options);
    if (read._tag === 'Left') throw new Error(read.left.message);
    const resumed = await done({ ...options, resume: read.right });
    expect(bits(resumed.params)).toEqual(bits(whole.params));
    expect(resumed.history.map(({ training }) => training)).toEqual(
      whole.history.map(({ training }) => training),
    );
    const otherWeight = headLosses({ kind: sparseSoftmaxCrossEntropy, age: meanSquaredError });
    for (const other of [
      { loss: otherWeight },
      { train: { x, y: { ...y, age: mul(y.age, 2) } } },
      { metrics: headMetrics({ kind: { accuracy } }) },
    ]) {
      const result = await trainWith({ ...options, ...other, resume: read.right })();
      expect(result).toMatchObject({ left: { _tag: 'CheckpointMismatch' } });
    }
  });

  it('needs a loss of its heads, and names of metrics that say which', async () => {
    const { loss: _, metrics: __, ...without } = base;
    await expect(done(without)).rejects.toThrow(
      'fit: the network has the heads kind, age; pass a loss: headLosses({ kind: …, age: … })',
    );
    const one = headLosses({ kind: sparseSoftmaxCrossEntropy });
    await expect(done({ ...base, loss: one as never })).rejects.toThrow(
      "fit: the head 'age' of the network has no loss, only kind have",
    );
    const three = headLosses({ ...loss.heads, size: huber });
    await expect(done({ ...base, loss: three as never })).rejects.toThrow(
      "fit: there is a loss for a head 'size', but the network has only kind, age",
    );
    await expect(done({ ...base, metrics: ['accuracy'] })).rejects.toThrow(
      "metrics: 'accuracy' is of one output, but the network has several; use headMetrics({ kind: { … } })",
    );
    await expect(done({ ...base, classWeights: [1, 2] })).rejects.toThrow(
      'fit: classWeights are of one output and one target',
    );
  });

  test.each<readonly [string, unknown, string]>([
    ['a missing part', { kind }, "y has no part 'age', which the network has"],
    [
      'a part too many',
      { ...y, size: kind },
      "y has a part 'size', but the network has only kind, age",
    ],
    [
      'one tensor',
      kind,
      'y is one tensor of shape [12], but the network has the parts kind, age there',
    ],
    [
      'a class too many',
      { ...y, kind: int(Array(ROWS).fill(2)) },
      'row 0 of y.kind has the label 2',
    ],
    [
      'numbers for classes',
      { ...y, kind: y.age },
      'sparseSoftmaxCrossEntropy: labels must be int32',
    ],
    ['fewer rows', { ...y, age: zeros([4, 1]) }, 'x has 12 rows (shape [12, 3]) and y.age has 4'],
  ])('refuses targets by the name of the head: %s', async (_, wrong, message) => {
    const result = await trainWith({ ...base, train: { x, y: wrong as typeof y } })();
    expect(result).toMatchObject({ left: { _tag: 'InvalidData' } });
    expect(result._tag === 'Left' && result.left.message).toContain(message);
  });

  it('takes a loss of the user for all heads, one for each example', async () => {
    const custom = (o: typeof y, t: typeof y): Tensor =>
      add(sparseSoftmaxCrossEntropy(o.kind, t.kind), sum(huber(o.age, t.age), { axes: 1 }));
    const made = await done({ ...base, loss: custom, sampleWeights: weights, epochs: 1 });
    expect(made.history[0]!.training.loss).toBeGreaterThan(0);
    const pairs = (o: typeof y, t: typeof y): Tensor => sub(o.age, slice(t.age, [0, 0], [1, 1]));
    await expect(done({ ...base, loss: pairs })).rejects.toThrow(
      'losses of shape [12, 1] do not fit outputs of shape { kind: [12, 2], age: [12, 1] }',
    );
  });
});
