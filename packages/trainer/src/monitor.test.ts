import { dense, input } from '@puregrad/layers';
import { accuracy, mse, withMode } from '@puregrad/metrics';
import { adam, reduceOnPlateau } from '@puregrad/optimizers';
import { type EarlyStopping, earlyStopping } from '@puregrad/regularizers';
import { cast, greater, key, normal, pipe, scalar, sum, type Tensor } from '@puregrad/tensors';
import { describe, expect, it } from 'vitest';
import type { TrainingEvent } from './events.ts';
import type { FitOptions } from './fit-options.ts';
import { followMonitor } from './monitor.ts';
import { trainWith } from './testing/train-with.ts';

const x = normal(key(1), [200, 2]);
const data = { x, y: cast(greater(sum(x, { axes: 1 }), 0), 'int32') };
const base: FitOptions = {
  network: pipe(input(2), dense(2)),
  optimizer: adam({ learningRate: 0.01 }),
  train: data,
  validation: data,
  monitor: 'accuracy',
  epochs: 20,
  seed: 1,
};
const run = async (options: Partial<FitOptions>) => {
  const events: TrainingEvent[] = [];
  const result = await trainWith({ ...base, ...options }, (event) => events.push(event))();
  if (result._tag === 'Left') throw new Error(result.left.message);
  return { events, trained: result.right };
};

describe("monitor: 'accuracy'", () => {
  it('keeps the epoch of the highest accuracy, not of the lowest, with no mode given', async () => {
    for (const validation of [{ validation: data }, {}]) {
      const { validation: _, ...rest } = base;
      const result = await trainWith({ ...rest, ...validation, stop: earlyStopping() })();
      if (result._tag === 'Left') throw new Error(result.left.message);
      const { epoch, history } = result.right;
      const values = history.map((at) => (at.validation ?? at.training).metrics.accuracy!);
      expect(new Set(values).size).toBeGreaterThan(1);
      expect(values[epoch - 1]).toBe(Math.max(...values));
    }
  });

  it('reduces no rate while the accuracy grows', async () => {
    let rising = 0;
    // As a metric of the validation data alone it may count by itself.
    const grows = withMode('max', () => scalar(++rising));
    const { events } = await run({
      validationMetrics: { grows },
      monitor: 'grows',
      plateau: reduceOnPlateau({ patience: 0 }),
      epochs: 4,
    });
    expect(events.filter(({ kind }) => kind === 'reduction')).toEqual([]);
  });

  it('refuses a mode that contradicts the metric', async () => {
    await expect(run({ stop: earlyStopping({ mode: 'min' }) })).rejects.toThrow(
      "fit: stop has mode 'min', but 'accuracy' is better when it is larger; leave the mode out",
    );
    await expect(
      run({ monitor: 'loss', plateau: reduceOnPlateau({ mode: 'max' }) }),
    ).rejects.toThrow("plateau has mode 'max', but 'loss' is better when it is smaller");
    await run({ stop: earlyStopping({ mode: 'max' }), epochs: 1 });
  });

  it('refuses a custom metric without a mode', async () => {
    const own = { own: (output: Tensor, y: Tensor) => accuracy(output, y) };
    const options = { metrics: own, monitor: 'own', epochs: 1 } as const;
    await expect(run({ ...options, stop: earlyStopping() })).rejects.toThrow(
      "large or small values of the metric 'own' are better is not known; give stop a mode",
    );
    await run({ ...options, stop: earlyStopping({ mode: 'max' }) });
    await run({ ...options, metrics: { own: withMode('max', own.own) }, stop: earlyStopping() });
    // Nobody follows it.
    await run(options);
  });
});

it('a follower of the user’s own judges in its own way', () => {
  const { init, update } = earlyStopping();
  const own: EarlyStopping = { init, update };
  expect(followMonitor('a', { a: () => scalar(1) })('stop', own)).toBe(own);
  expect(followMonitor('a', { a: mse })('stop', own)).toBe(own);
  expect(followMonitor('a', { a: mse })('stop', undefined)).toBe(undefined);
});
