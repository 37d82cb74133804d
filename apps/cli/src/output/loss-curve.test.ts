import { stripVTControlCharacters } from 'node:util';
import type { EpochReport } from '@puregrad/trainer';
import { expect, it } from 'vitest';
import { lossCurve } from './loss-curve.ts';

const epochs = (losses: readonly number[], validation = true): readonly EpochReport[] =>
  losses.map((loss, i) => ({
    epoch: i + 1,
    training: { loss, penalty: 0, metrics: {} },
    ...(validation ? { validation: { loss: 2 * loss, metrics: {} } } : {}),
    layers: [],
    skipped: 0,
    seconds: 1,
    examplesPerSecond: 1,
  }));
const plain = (history: readonly EpochReport[]): string =>
  stripVTControlCharacters(lossCurve(history) ?? '');

it('is drawn from four epochs on, and names what it shows', () => {
  expect(lossCurve(epochs([3, 2, 1]))).toBeUndefined();
  expect(plain(epochs([4, 3, 2, 1]))).toMatch(/^training loss, validation loss, epochs 1 to 4\n/);
  expect(plain(epochs([4, 3, 2, 1], false))).toMatch(/^training loss, epochs 1 to 4\n/);
});

it('fits a terminal however long the run, from the first epoch to the last', () => {
  const lines = plain(epochs(Array.from({ length: 1000 }, (_, i) => 10 - i / 200))).split('\n');
  expect(lines).toHaveLength(10);
  for (const line of lines) expect(line.length).toBeLessThan(80);
  expect(lines[1]).toContain('20.0 ');
  expect(lines.at(-1)).toMatch(/5\.0\d /);
});

it('goes by magnitudes where the losses do', () => {
  expect(plain(epochs([1, 0.1, 0.01, 0.001]))).toContain('0.00100 ');
});

it('leaves out epochs whose loss is not finite, and draws a flat line too', () => {
  expect(plain(epochs([1, 1, 1, 1, Number.NaN]))).toContain('epochs 1 to 4');
});
