import { expect, it } from 'vitest';
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
