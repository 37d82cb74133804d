import { isTensor, tensor } from '@puregrad/tensors';
import { expect, it } from 'vitest';
import * as metrics from './index.ts';

const { modeOf, withMode } = metrics;

/** Every export that is a metric, or makes one, and which way it is better. */
const modes = {
  accuracy: [metrics.accuracy, 'max'],
  averagePrecision: [metrics.averagePrecision, 'max'],
  balancedAccuracy: [metrics.balancedAccuracy({ classes: 2 }), 'max'],
  binaryAccuracy: [metrics.binaryAccuracy, 'max'],
  f1: [metrics.f1({ classes: 2 }), 'max'],
  fBeta: [metrics.fBeta({ classes: 2, beta: 2 }), 'max'],
  precision: [metrics.precision({ classes: 2 }), 'max'],
  recall: [metrics.recall({ classes: 2 }), 'max'],
  rSquared: [metrics.rSquared, 'max'],
  rocAuc: [metrics.rocAuc, 'max'],
  topK: [metrics.topK(1), 'max'],
  logLoss: [metrics.logLoss, 'min'],
  mae: [metrics.mae, 'min'],
  mse: [metrics.mse, 'min'],
  rmse: [metrics.rmse, 'min'],
} as const;

/** Exports that are none: tables, curves, parts. */
const others = [
  'classReport',
  'confusionMatrix',
  'correct',
  'headMetrics',
  'modeOf',
  'rocCurve',
  'showClassReport',
  'withMode',
];

it('every metric of the package knows which way is better', () => {
  expect([...Object.keys(modes), ...others].sort()).toEqual(Object.keys(metrics).sort());
  for (const [name, [metric, mode]] of Object.entries(modes))
    expect(modeOf(metric), name).toBe(mode);
});

it('a metric of the user says it by withMode, and is otherwise the same', () => {
  const first = (predictions: Parameters<typeof metrics.mse>[0]) => predictions;
  expect(modeOf(first)).toBe(undefined);
  const better = withMode('max', first);
  expect(modeOf(better)).toBe('max');
  expect(modeOf(first)).toBe(undefined);
  const x = tensor([1, 2]);
  expect(isTensor(better(x, x)) && better(x, x)).toBe(x);
});
