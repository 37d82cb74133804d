import type { Dataset } from '@puregrad/data';
import {
  dense,
  dropout,
  input,
  layer,
  type Network,
  noVariables,
  relu,
  tensorAt,
} from '@puregrad/layers';
import { meanSquaredError } from '@puregrad/losses';
import { adam, sgd } from '@puregrad/optimizers';
import { earlyStopping, l2 } from '@puregrad/regularizers';
import { key, log, mul, normal, pipe, stopGradient, sub, sum, tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from './events.ts';
import { fit, type Trained } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { encodeModel } from './model.ts';
import { trainWith } from './testing/train-with.ts';

/** Points of the plane: class 1 where the product of the coordinates is positive. */
const quadrants = (count: number, seed: number): Dataset => {
  const x = normal(key(seed), [count, 2]);
  const labels = Int32Array.from({ length: count }, (_, i) =>
    x.data[2 * i]! * x.data[2 * i + 1]! > 0 ? 1 : 0,
  );
  return { x, y: tensor(labels) };
};

const network: Network<number, number> = pipe(input(2), dense(16), relu(), dense(2));
const base: FitOptions = {
  network,
  optimizer: adam({ learningRate: 0.02 }),
  train: quadrants(200, 1),
  validation: quadrants(50, 2),
  epochs: 5,
  batchSize: 32,
  seed: 3,
};

const run = async (options: FitOptions) => {
  const events: TrainingEvent[] = [];
  const result = await trainWith(options, (event) => events.push(event))();
  return { events, result };
};

const trained = async (options: FitOptions): Promise<Trained> => {
  const { result } = await run(options);
  if (result._tag === 'Left') throw new Error(result.left.message);
  return result.right;
};

const bytes = (result: Trained): Uint8Array => encodeModel({ ...result, notes: {} });

describe('fit', () => {
  it('learns what no linear model can', async () => {
    const { history } = await trained({ ...base, epochs: 30 });
    expect(history.at(-1)!.validation!.metrics.accuracy).toBeGreaterThan(0.9);
  });

  it('tells its story in order: start, steps, epochs, stop', async () => {
    const { events } = await run({ ...base, epochs: 2 });
    const steps = Array.from({ length: 7 }, () => 'step');
    expect(events.map(({ kind }) => kind)).toEqual([
      'start',
      ...steps,
      'epoch',
      ...steps,
      'epoch',
      'stop',
    ]);
    expect(events[0]).toEqual({
      kind: 'start',
      parameters: 2 * 16 + 16 + 16 * 2 + 2,
      examples: 200,
      epochs: 2,
      stepsPerEpoch: 7,
    });
    const second = events.filter((event) => event.kind === 'step').at(-1);
    expect(second).toMatchObject({ epoch: 2, step: 14, stepInEpoch: 7, examples: 200 % 32 });
  });

  it('gives the same bytes for the same seed, others for another', async () => {
    const dropped = { ...base, network: pipe(input(2), dense(16), relu(), dropout(0.3), dense(2)) };
    const first = bytes(await trained(dropped));
    expect(bytes(await trained(dropped))).toEqual(first);
    expect(bytes(await trained({ ...dropped, seed: 4 }))).not.toEqual(first);
  });

  it('gives the same bytes whoever reads the events, and however slowly', async () => {
    const slow = fit(base);
    for (;;) {
      const next = await slow.next();
      if (next.done) {
        if (next.value._tag === 'Left') throw new Error(next.value.left.message);
        expect(bytes(next.value.right)).toEqual(bytes(await trained(base)));
        break;
      }
      if (next.value.kind === 'epoch') await new Promise((resolve) => setTimeout(resolve, 120));
    }
  });

  it('stops early and returns the best epoch’s parameters, not the last’s', async () => {
    // A huge rate after a good start: validation only gets worse.
    const options = {
      ...base,
      epochs: 50,
      optimizer: adam({ learningRate: 0.3 }),
      stop: earlyStopping({ patience: 3 }),
    };
    const { events, result } = await run(options);
    if (result._tag === 'Left') throw new Error(result.left.message);
    const { epoch, history, stopped } = result.right;
    expect(stopped).toBe('earlyStopping');
    expect(history.length).toBe(epoch + 3);
    const losses = history.map(({ validation }) => validation!.loss);
    expect(losses[epoch - 1]).toBe(Math.min(...losses));
    expect(events.at(-1)).toEqual({ kind: 'stop', reason: 'earlyStopping', epoch });
    const upToBest = await trained({ ...options, epochs: epoch });
    expect(bytes(result.right)).toEqual(bytes(upToBest));
  });

  it('watches a metric where told to', async () => {
    const { events } = await run({
      ...base,
      monitor: 'accuracy',
      stop: earlyStopping({ patience: 2, mode: 'max' }),
    });
    expect(events.find((event) => event.kind === 'improvement')).toMatchObject({
      monitor: 'accuracy',
    });
    const misspelt = fit({ ...base, monitor: 'acuracy' }).next();
    await expect(misspelt).rejects.toThrow("monitor 'acuracy' is neither 'loss' nor a metric");
  });

  it('ends when told to, with what it has', async () => {
    const controller = new AbortController();
    const events: TrainingEvent[] = [];
    const result = await trainWith({ ...base, signal: controller.signal }, (event) => {
      events.push(event);
      if (event.kind === 'step' && event.step === 10) controller.abort();
    })();
    expect(result).toMatchObject({ _tag: 'Right', right: { stopped: 'interrupted', epoch: 1 } });
    expect(events.filter(({ kind }) => kind === 'step').length).toBe(10);
  });

  it('trains other losses, and adds declared penalties to what it minimises', async () => {
    const regression: Dataset = { x: base.train.x, y: normal(key(9), [200, 2]) };
    const { validation: _, ...rest } = base;
    const options = { ...rest, train: regression, loss: meanSquaredError, epochs: 20 };
    const norm = ({ params }: Trained) =>
      [...tensorAt(params, 'dense1.kernel').data].reduce((total, w) => total + w * w, 0);
    const free = await trained(options);
    const held = await trained({
      ...options,
      network: pipe(input(2), dense(16, { kernelRegularizer: l2(1) }), relu(), dense(2)),
    });
    expect(free.history[0]!.training.metrics).toEqual({});
    expect(norm(held)).toBeLessThan(norm(free) / 4);
  });
});

describe('failures are values', () => {
  const failure = async (options: FitOptions) => {
    const { events, result } = await run(options);
    if (result._tag === 'Right') throw new Error('trained');
    expect(events.at(-1)).toEqual({ kind: 'failure', failure: result.left });
    return result.left;
  };

  it('a rate that blows parameters up names layer and step', async () => {
    const found = await failure({ ...base, optimizer: sgd({ learningRate: 1e30 }) });
    expect(found).toMatchObject({ _tag: 'NonFinite', epoch: 1 });
    expect(found.message).toMatch(/epoch 1, step \d: .*dense[12].*lower the learning rate/);
  });

  it('a layer whose output is not finite is named', async () => {
    const logarithm = layer((width: number) => ({
      kind: 'logarithm',
      output: width,
      config: {},
      init: () => noVariables,
      apply: ({ state }, x) => [log(x), state],
    }));
    const found = await failure({
      ...base,
      network: pipe(input(2), dense(4), logarithm, dense(2)),
    });
    expect(found).toMatchObject({ layer: 'logarithm1', what: 'output', step: 1 });
  });

  it("gradients that are finite, but whose norm overflows, are named (was: the gradient of '')", async () => {
    // The loss is 0, and its gradient 2e38 for each output: together more than float32 can hold.
    const found = await failure({
      ...base,
      loss: (logits) => mul(sum(sub(logits, stopGradient(logits)), { axes: 1 }), 2e38),
    });
    expect(found).toMatchObject({ _tag: 'NonFinite', what: 'gradient', step: 1 });
    expect(found.message).toMatch(/the norm of the gradient of 'dense\d\.\w+' in layer 'dense\d'/);
  });

  it('a loss that is not finite is told from a layer', async () => {
    const found = await failure({ ...base, loss: (output) => log(sub(output, output)) });
    expect(found).toMatchObject({ layer: 'loss', what: 'loss' });
  });

  const { x, y } = base.train;
  const spoilt = Float32Array.from(x.data);
  spoilt[7] = Number.NaN;
  const bad: { readonly [what: string]: readonly [Dataset, RegExp] } = {
    'another width': [
      { x: normal(key(1), [4, 3]), y: tensor([0, 1, 0, 1], { dtype: 'int32' }) },
      /training data: inputs must have shape \[examples, 2\], got \[4, 3\]/,
    ],
    'other counts': [{ x, y: tensor([0, 1], { dtype: 'int32' }) }, /200.*2/],
    'no examples': [
      { x: tensor([], { shape: [0, 2] }), y: tensor([], { dtype: 'int32' }) },
      /training data: .*(empty|no )/,
    ],
    'numbers that are not finite': [
      { x: tensor(spoilt, { shape: x.shape }), y },
      /NaN.*row 3|row 3.*NaN/,
    ],
    'labels out of range': [
      { x: normal(key(1), [2, 2]), y: tensor([1, 2], { dtype: 'int32' }) },
      /training data: .*2.*row 1|training data: .*row 1.*2/,
    ],
  };
  for (const [what, [data, message]] of Object.entries(bad))
    it(`data with ${what}`, async () => {
      const found = await failure({ ...base, train: data });
      expect(found._tag).toBe('InvalidData');
      expect(found.message).toMatch(message);
    });

  it('options that cannot be meant throw', async () => {
    await expect(fit({ ...base, epochs: 0 }).next()).rejects.toThrow('epochs must be an integer');
    await expect(fit({ ...base, batchSize: 1.5 }).next()).rejects.toThrow('batchSize must be');
  });
});
