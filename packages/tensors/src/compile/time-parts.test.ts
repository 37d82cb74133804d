import { expect, it, vi } from 'vitest';
import { timeParts } from './time-parts.ts';

const busyFor = (ms: number) => () => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

it('gives each part its time', () => {
  const [short, long] = timeParts([busyFor(1), busyFor(4)]);
  expect(short).toBeGreaterThanOrEqual(1);
  expect(long).toBeGreaterThan(2 * short!);
});

it('repeats parts that are shorter than the clock can tell', () => {
  let runs = 0;
  timeParts([() => runs++]);
  expect(runs).toBeGreaterThan(100);
});

it('has no times for no parts', () => {
  expect(timeParts([])).toEqual([]);
});

it('times short parts by a coarse clock too, where its tick fell into the first try', () => {
  let time = 0.0999;
  const now = vi.spyOn(performance, 'now').mockImplementation(() => Math.floor(time * 10) / 10);
  const [ms] = timeParts([() => (time += 0.0003)]);
  now.mockRestore();
  expect(ms).toBeGreaterThan(0.0001);
  expect(ms).toBeLessThan(0.0006);
});
