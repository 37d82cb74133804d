import type { EpochReport } from '@puregrad/trainer';
import { expect, it } from 'vitest';
import { maximum, minimum } from './extremes.ts';
import { lossCurve } from './output/loss-curve.ts';

const many = Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 200_000);

it('extremes of as many numbers as data have: a spread of them overflows the stack', () => {
  expect([minimum(many), maximum(many)]).toEqual([0, 199_999]);
  expect([minimum([]), maximum([])]).toEqual([Infinity, -Infinity]);
  expect([minimum([1, NaN]), maximum([NaN, 1])]).toEqual([NaN, NaN]);
});

it('the curve of 130,000 epochs is drawn', () => {
  const history = many.slice(0, 130_000).map(
    (loss, i): EpochReport => ({
      ...{ epoch: i + 1, training: { loss: loss + 1, penalty: 0, metrics: {} }, layers: [] },
      ...{ skipped: 0, seconds: 1, examplesPerSecond: 1 },
    }),
  );
  expect(lossCurve(history)).toContain('epochs 1 to 130000');
});
